import assert from 'node:assert/strict'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rehearse } from '../../../../core/rehearsal/rehearse.ts'
import { serveElevenLabs } from '../../../stand-ins/speech/elevenlabs.ts'
import { serveGoogleTranslate } from '../../../stand-ins/speech/google-translate.ts'
import { createFolder } from '../../../support/folder.ts'
import { heard } from './heard.ts'

const ROOT = new URL('../../../../', import.meta.url).pathname
/** Speech as plugins/tts has it, with an action that hands out what it made, and the services of the test. */
const CODE = `
import { createSpeech } from './speech.ts'
let speech
let addresses
export default {
  actions: {
    open: async (given, host) => { addresses = given; speech = await createSpeech({ host, addresses, random: () => 0 }) },
    async say(utterance) {
      const spoken = await speech.say(utterance, new AbortController().signal)
      return { ...spoken, wav: btoa(Array.from(spoken.wav, (byte) => String.fromCharCode(byte)).join('')) }
    },
    async ask(utterance) {
      const { wav, ...spoken } = await speech.say(utterance, new AbortController().signal)
      return spoken
    },
    async files() {
      const names = []
      for (const folder of ['parts', 'usernames', 'phrases', 'temp'])
        for await (const { name } of Deno.readDir('audio_cache/' + folder)) names.push(folder + '/' + name.replace(/^[0-9a-f]{64}/, 'key'))
      return names.sort()
    },
  },
}
`

type Answer = { readonly wav?: string; readonly ms: number; readonly provider: string; readonly cached: boolean; readonly text: string }

async function inSandbox(t: TestContext, addresses: Readonly<Record<string, string>>, settings: Record<string, unknown>) {
  // Below node_modules, where the package that reads MPEG is found, and nobody looks for plugins.
  const cache = join(ROOT, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = join(createFolder(cache), 'speaking')
  cpSync(join(ROOT, 'plugins/tts'), folder, { recursive: true, filter: (from) => !/\/(overlay|stage|offline)$/.test(from) })
  writeFileSync(join(folder, 'plugin.ts'), CODE)
  const manifest = {
    id: 'speaking',
    name: 'Speaking',
    version: '1.0.0',
    subscriptions: [{ event: 'follow' }],
    permissions: { net: Object.values(addresses).map((url) => new URL(url).host), read: ['.'], write: ['.'], wasm: true },
    actions: Object.fromEntries(['open', 'say', 'ask', 'files'].map((name) => [name, { description: name }])),
  }
  writeFileSync(join(folder, 'plugin.manifest.json'), JSON.stringify(manifest))
  const plugin = await rehearse(folder, { settings: { language: 'es', ...settings }, clock: 'real' })
  t.after(plugin.stop)
  const act = async (action: string, input: unknown = {}) => {
    const { answer, error } = await plugin.act(action, input)
    if (error !== undefined) throw new Error(error)
    return answer
  }
  await act('open', addresses)
  return {
    act,
    say: async (input: unknown) => (await act('say', input)) as Answer,
    ask: async (input: unknown) => (await act('ask', input)) as Answer,
  }
}

test('S0-116: in its sandbox speech asks a service, keeps the pieces and joins them', async (t) => {
  const service = await serveElevenLabs(t)
  const { say, ask, act } = await inSandbox(t, { elevenlabs: service.url }, { elevenlabsKey: 'secret' })
  const message = { category: 'follow', name: 'xX_Luna_Xx' }
  const spoken = await say({ message, format: '8k' })
  const { rate, ms, rms, lufs } = heard(Buffer.from(spoken.wav ?? '', 'base64'))
  assert.deepEqual([spoken.text, spoken.provider, spoken.cached, rate], ['Luna ya te sigue.', 'elevenlabs', false, 8000])
  assert.ok(Math.abs(ms - spoken.ms) < 1 && ms > 500, String(ms))
  assert.ok(rms > 0.05 && Math.abs(lufs + 16) < 2.5, `${rms}, ${lufs}`)
  assert.equal((await ask({ message })).cached, true)
  assert.equal(service.asked.length, 2)
  assert.deepEqual(await act('files'), ['parts/key.wav', 'usernames/key.wav'])
})

test('S4-044: in its sandbox the sound of Google Translate, which is MPEG, is read by WebAssembly', async (t) => {
  const service = await serveGoogleTranslate(t)
  const { ask } = await inSandbox(t, { 'google-translate': service.url }, { googleTranslate: true })
  const { provider, ms } = await ask({ text: 'Hola' })
  assert.equal(provider, 'google-translate')
  assert.ok(ms > 700 && ms < 1000, String(ms))
})

test('in its sandbox a host that was not granted is told so, with what to do', async (t) => {
  const service = await serveElevenLabs(t)
  const { ask, act } = await inSandbox(t, { elevenlabs: service.url }, { elevenlabsKey: 'secret' })
  await act('open', { elevenlabs: 'http://127.0.0.1:2' })
  await assert.rejects(ask({ text: 'Hola' }), /The plugin may not reach ElevenLabs: approve it in the dashboard/)
})
