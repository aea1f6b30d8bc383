import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readManifest } from '../../../../core/plugins/manifest.ts'
import { addPackage } from '../../../../core/plugins/optional/add.ts'
import { rehearse } from '../../../../core/rehearsal/rehearse.ts'
import { readWav } from '../../../../plugins/tts/audio/wav-read.ts'
import { openChannel } from '../../../streams/channel.ts'
import { askedUntil } from '../../../support/asked.ts'
import { createFolder } from '../../../support/folder.ts'
import { openSocket, startHost } from '../../../support/host.ts'

const PLUGIN = fileURLToPath(new URL('../../../../plugins/tts', import.meta.url))
const SPEECH = { language: 'es', gapMs: 0 }

/** A data folder to which the operator added the offline voice, as the button does: from npm's registry. */
const dataDir = createFolder()
before(async () => {
  const { packages = [] } = await readManifest(PLUGIN, '0.1.0')
  const [voice] = packages
  assert.ok(voice)
  await addPackage(voice, { packagesDir: join(dataDir, 'packages'), plugin: 'tts' })
})

/** How loud samples are, 0 to 1. */
const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

/** A whole host with the real plugin, and a page that listens to what is to be played. */
async function staged(t: TestContext, folder: string, settings: Record<string, unknown> = {}) {
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ schemaVersion: '1', plugins: { tts: { settings: { ...SPEECH, ...settings } } } }),
  )
  const host = await startHost(t, { dataDir: folder, only: ['tts'], variables: { PATH: process.env.PATH } })
  const page = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['tts.speech', 'tts.control'] } })
  await page.until(() => page.messages.some(({ type }) => type === 'subscribed'))
  const heard = () =>
    page.messages.flatMap(({ topic, data }) => (topic === 'speech' ? Object(data) : [])) as { url: string; ms: number; text: string }[]
  const act = async (action: string, input: unknown = {}) => {
    const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
    const response = await fetch(`${host.url}/api/actions/tts.${action}`, { method: 'POST', headers, body: JSON.stringify(input) })
    return Object(await response.json())
  }
  const simulate = (type: string, input: unknown) =>
    fetch(`${host.url}/api/simulate/${type}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
  const sound = async (n: number) =>
    readWav(new Uint8Array(await (await fetch(host.url + heard()[n]?.url)).arrayBuffer()), { isWhole: true })
  return { host, page, heard, act, simulate, sound, untilHeard: (count: number) => page.until(() => heard().length >= count) }
}

test('a gift in a real host becomes a sound that pages fetch, which is not silent and as long as is said', async (t) => {
  const { simulate, heard, sound, untilHeard, act } = await staged(t, dataDir)
  const response = await simulate('gift', { username: 'luna', giftName: 'Rose' })
  assert.equal(response.status < 300, true, await response.text())
  await untilHeard(1)
  const { samples, rate } = await sound(0)
  assert.match(heard()[0]?.text ?? '', /luna/i)
  assert.ok(Math.abs((samples.length / rate) * 1000 - (heard()[0]?.ms ?? 0)) < 2)
  assert.ok(rms(samples) > 0.02, `It is silent: ${rms(samples)}`)
  const { value } = await act('status')
  assert.deepEqual(
    value.providers.map(({ id, isReady }: { id: string; isReady: boolean }) => [id, isReady]),
    [['offline', true]],
  )
})

test('languages and voices sound different, and a voice that is not there is the one of the language', async (t) => {
  const plugin = await rehearse(PLUGIN, { packagesDir: join(dataDir, 'packages'), settings: { offlineVoice: 'no-such-voice', ...SPEECH } })
  t.after(plugin.stop)
  const lengths = new Map<string, number>()
  for (const [name, how] of Object.entries({
    es: { language: 'es' },
    mexico: { language: 'es-MX' },
    en: { language: 'en-US' },
    wrong: { language: 'es', voice: '../../etc/passwd' },
    nowhere: { language: 'xx' },
  })) {
    await plugin.act('say', { text: `The sentence number seven, ${name}`, ...how })
    const { published } = await plugin.advance(20_000)
    lengths.set(name, Object(published.find(({ topic }) => topic === 'speech')?.data).ms)
  }
  assert.ok([...lengths.values()].every((ms) => ms > 500))
  assert.ok(Number(lengths.get('es')) !== Number(lengths.get('en')))
})

test('the speed of the settings is heard', async (t) => {
  const spoken = async (speed: number) => {
    const plugin = await rehearse(PLUGIN, { packagesDir: join(dataDir, 'packages'), settings: { ...SPEECH, speed } })
    t.after(plugin.stop)
    await plugin.act('say', { text: 'The sentence number seven' })
    const { published } = await plugin.advance(20_000)
    return Number(Object(published.find(({ topic }) => topic === 'speech')?.data).ms)
  }
  const [slow, fast] = [await spoken(0.5), await spoken(1)]
  assert.ok(slow > 1.3 * fast, `${slow} ms and ${fast} ms`)
})

test('T54: text is data for the voice: SSML is neither obeyed nor swallowed, and the longest text ends', async (t) => {
  const plugin = await rehearse(PLUGIN, { packagesDir: join(dataDir, 'packages'), settings: SPEECH })
  t.after(plugin.stop)
  for (const text of ['<audio src="http://localhost/x">hola</audio>', '<speak>hola', '"; rm -rf / $(id)', `hola ${'x'.repeat(900)}`]) {
    await plugin.act('say', { text })
    const { published, logged } = await plugin.advance(60_000)
    const { ms } = Object(published.find(({ topic }) => topic === 'speech')?.data)
    assert.ok(ms > 200 && ms <= 20_000, `${text.slice(0, 20)}: ${ms} ms, ${JSON.stringify(logged)}`)
  }
})

test('eSpeak NG of the system speaks where no package was added, and gets the text at its input, never as an option', async (t) => {
  const evil = join(createFolder(), 'evil.wav')
  const { act, untilHeard, heard, sound } = await staged(t, createFolder())
  await act('say', { text: `-w ${evil} hola` })
  await untilHeard(1)
  assert.ok(rms((await sound(0)).samples) > 0.02)
  assert.match(heard()[0]?.text ?? '', /hola/)
  assert.equal(existsSync(evil), false)
})

test('with neither, speech says in one sentence what to do', async (t) => {
  const folder = createFolder()
  await mkdir(join(folder, 'bin'))
  const plugin = await rehearse(PLUGIN, { settings: SPEECH, deny: ['run'] })
  t.after(plugin.stop)
  let logged = JSON.stringify((await plugin.act('say', { text: 'hola' })).logged)
  // What the host answers meanwhile comes in its own time.
  await askedUntil(
    async () => {
      logged += JSON.stringify((await plugin.advance(1000)).logged)
      return logged
    },
    (text) => text.includes('There is nobody who speaks: add the offline voice'),
  )
  assert.equal(logged.includes('hola'), false)
})

test('S0-114: with speech switched off nothing is spoken, and whoever asks is told', async (t) => {
  const plugin = await rehearse(PLUGIN, { settings: { enabled: false } })
  t.after(plugin.stop)
  await plugin.send('gift')
  const { error } = await plugin.act('say', { text: 'hola' })
  assert.match(error ?? '', /Speech is switched off/)
  assert.deepEqual((await plugin.advance(10_000)).published, [])
})

test('S2-025, S2-091: who sent a tip over /streaming hears it spoken, as chat_participant_audio', async (t) => {
  const { host } = await staged(t, dataDir)
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ platform: 'other', title: 'Friday' })
  const { session } = Object(await (await fetch(`${host.url}/api/sessions`, { method: 'POST', headers, body })).json())
  const { sessionId } = session
  const streaming = await openChannel(t, host.url, { headers: { authorization: `Bearer ${host.keys.game}` } })
  streaming.say('join_session', { sessionId })
  await streaming.nth('session_updated', 1)
  streaming.say('add_tip', { sessionId, amountCents: 1250, tipperName: 'Ana' })
  const audio = await streaming.nth('chat_participant_audio', 1)
  const { samples, rate } = readWav(Uint8Array.from(Buffer.from(String(audio.audioBase64), 'base64')), { isWhole: true })
  assert.deepEqual([audio.sessionId, audio.format, typeof audio.tipId], [sessionId, 'wav', 'string'])
  assert.ok(samples.length / rate > 0.5 && rms(samples) > 0.02)
})

test('the panic button silences what is said and what waits', async (t) => {
  const { act, host, page, untilHeard, heard } = await staged(t, dataDir)
  await act('say', { text: 'Una frase muy larga para que dure un buen rato, mientras alguien pulsa el botón rojo' })
  await act('say', { text: 'Nunca se oye' })
  await untilHeard(1)
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  await fetch(`${host.url}/api/panic`, { method: 'POST', headers, body: '{}' })
  await page.until(() => page.messages.some(({ topic }) => topic === 'control'))
  assert.equal(heard().length, 1)
  assert.deepEqual((await act('status')).value.waiting, [])
})
