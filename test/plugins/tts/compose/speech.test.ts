import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { FfmpegParts } from '../../../../plugins/tts/audio/ffmpeg.ts'
import { readWav } from '../../../../plugins/tts/audio/wav-read.ts'
import { writeWav } from '../../../../plugins/tts/audio/wav-write.ts'
import { recordingKeyOf } from '../../../../plugins/tts/cache/key.ts'
import { createSpeech, type Provider, type SpeechParts, type Utterance } from '../../../../plugins/tts/speech.ts'
import type { System } from '../../../../plugins/tts/speech-system.ts'
import { serveElevenLabs } from '../../../stand-ins/speech/elevenlabs.ts'
import { serveOpenAi } from '../../../stand-ins/speech/openai.ts'
import { createFolder } from '../../../support/folder.ts'
import { createRecordingHost } from '../../../support/recording-host.ts'
import { settlingOf } from '../../../support/settling.ts'
import { silenced, speechLike } from '../audio/tone.ts'
import { filesIn } from '../cache/node-files.ts'
import { heard } from './heard.ts'

const settle = await settlingOf('tts')

const LUNA: Utterance = { message: { category: 'gift', name: 'xX_Luna_Xx', gift: 'Rose' } }
const live = () => new AbortController().signal

/** Speaks 60 ms a letter, with silence around it as voices have it. */
function offlineVoice(id = 'offline') {
  const asked: string[] = []
  const provider: Provider = {
    id,
    flavour: '',
    limits: { concurrency: 1, textMax: 1000, textUnit: 'characters', timeoutMs: 5000, isFree: true },
    async speak({ text }) {
      asked.push(text)
      return silenced(speechLike({ ms: text.length * 60, seed: text.length, peak: 0.1 }), 200)
    },
  }
  return { provider, asked }
}

type More = {
  readonly settings?: Record<string, unknown>
  readonly root?: string
  readonly check?: (text: string) => unknown
} & Pick<SpeechParts, 'offline' | 'addresses'> &
  Partial<Pick<System, 'files' | 'environment'>> & { readonly ffmpeg?: FfmpegParts['run'] }

async function speaking(more: More = {}) {
  const { settings = {}, root = createFolder(), check, addresses = {}, files = filesIn(root), environment = () => undefined, ffmpeg } = more
  const recording = createRecordingHost({ id: 'tts', settings: settle({ language: 'es', ...settings }) })
  const call = async (_: string, input: unknown) => {
    if (!check) throw new Error('No action moderation.check here')
    return check((input as { text: string }).text)
  }
  const voice = offlineVoice()
  const speech = await createSpeech({
    host: { ...recording.host, actions: { call } },
    offline: 'offline' in more ? more.offline : voice.provider,
    addresses,
    system: { files, environment, findFfmpeg: async () => ffmpeg },
    random: () => 0,
  })
  return { ...recording, speech, root, asked: voice.asked, say: (utterance: Utterance) => speech.say(utterance, live()) }
}

test('S0-116: a composed message is as loud as it should be, as long as its parts, and not silent', async () => {
  const { say } = await speaking()
  const spoken = await say(LUNA)
  const parts = await Promise.all(['¡Muchas gracias,', 'Luna', 'por la rosa!'].map((text) => say({ text })))
  const { rate, ms, rms, lufs, peakDb } = heard(spoken.wav)
  const expected = parts.reduce((sum, part) => sum + part.ms, 0) + 2 * 60
  assert.equal(spoken.text, '¡Muchas gracias, Luna por la rosa!')
  assert.equal(rate, 22_050)
  assert.ok(Math.abs(ms - expected) < 5 && Math.abs(ms - spoken.ms) < 1, `${ms}, ${expected}`)
  // What was said is 60 ms a letter: the 400 ms of silence around each piece are gone, but for a breath.
  assert.ok(ms < 32 * 60 + 3 * 70 + 120 && ms > 32 * 60 * 0.85, String(ms))
  assert.ok(rms > 0.05, String(rms))
  assert.ok(Math.abs(lufs + 16) < 1.5, String(lufs))
  assert.ok(peakDb <= -1.4, String(peakDb))
})

test('the pieces of a message are equally loud, whoever spoke how loud', async () => {
  const loud = offlineVoice()
  const provider = {
    ...loud.provider,
    speak: async ({ text }: { text: string }) => silenced(speechLike({ ms: 1200, peak: text === 'Luna' ? 0.9 : 0.01 }), 100),
  }
  const { say } = await speaking({ offline: provider })
  const { samples, rate } = readWav((await say(LUNA)).wav)
  const third = Math.floor(samples.length / 3)
  const levels = [0, 1, 2].map((n) => heard(writeWav({ samples: samples.slice(n * third, (n + 1) * third), rate })).lufs)
  assert.ok(Math.max(...levels) - Math.min(...levels) < 1.5, String(levels))
})

test('S0-117 S0-118: parts are kept in audio_cache/parts and names in audio_cache/usernames, and only a new name is spoken anew', async () => {
  const { say, root, asked } = await speaking()
  const first = await say(LUNA)
  const second = await say(LUNA)
  await say({ message: { category: 'gift', name: 'Leo', gift: 'Rose' } })
  assert.deepEqual([first.cached, second.cached, Buffer.compare(first.wav, second.wav)], [false, true, 0])
  assert.deepEqual([...asked].sort(), ['Leo', 'Luna', 'por la rosa!', '¡Muchas gracias,'])
  const files = (folder: string) => readdirSync(join(root, 'audio_cache', folder)).filter((name) => name.endsWith('.wav'))
  assert.deepEqual([files('parts').length, files('usernames').length, files('phrases').length], [2, 2, 0])
  for (const name of files('usernames')) assert.match(name, /^[0-9a-f]{64}\.wav$/)
})

test('S0-117: after a restart what was spoken is still there', async () => {
  const { say, root } = await speaking()
  await say(LUNA)
  const again = await speaking({ root })
  assert.deepEqual([(await again.say(LUNA)).cached, again.asked], [true, []])
})

test('what was kept of one voice, model or manner is never played for another', async (t) => {
  const { addresses } = await services(t)
  const root = createFolder()
  const openaiKey = 'secret'
  const changes = [
    {},
    { openaiVoice: 'echo' },
    { openaiModel: 'tts-1' },
    { openaiInstructions: 'Sadly' },
    { speed: 1.5 },
    { language: 'en' },
  ]
  const cached = async (settings: object) => {
    const { say } = await speaking({ root, addresses, settings: { openaiKey, provider: 'openai', ...settings } })
    return (await say({ text: 'Hola' })).cached
  }
  for (const settings of changes)
    assert.deepEqual([await cached(settings), await cached(settings)], [false, true], JSON.stringify(settings))
  const elevenlabs = { elevenlabsKey: 'secret', provider: 'elevenlabs' }
  for (const settings of [{}, { elevenlabsVoice: 'other' }, { elevenlabsStability: 0.9 }, { elevenlabsSpeed: 1.1 }])
    assert.equal(await cached({ ...elevenlabs, ...settings }), false, JSON.stringify(settings))
})

test('S0-120: the parts of messages are made ready ahead, so that only names and numbers are left', async () => {
  const { speech, say, asked } = await speaking()
  const made = await speech.prepare(live())
  assert.ok(made >= 25, String(made))
  const before = asked.length
  await say(LUNA)
  assert.deepEqual(asked.slice(before), ['Luna'])
  assert.equal(await speech.prepare(live()), 0)
})

test('S0-120: making ready ends with the plugin, and where nobody speaks', async () => {
  const { speech, asked } = await speaking()
  assert.equal(await speech.prepare(AbortSignal.abort()), 0)
  const { speech: mute } = await speaking({ offline: undefined })
  assert.deepEqual([await mute.prepare(live()), asked], [0, []])
})

test('S0-121: nothing is left in the temporary folder', async () => {
  const root = createFolder()
  mkdirSync(join(root, 'audio_cache/temp'), { recursive: true })
  writeFileSync(join(root, 'audio_cache/temp/9-0.wav'), 'left by a crash')
  const { say } = await speaking({ root, settings: { ffmpeg: true }, ffmpeg: async () => writeWav(speechLike({ ms: 777 })) })
  assert.equal((await say(LUNA)).ms, 777)
  assert.deepEqual(readdirSync(join(root, 'audio_cache/temp')), [])
})

test('S0-119: FFmpeg joins where the operator wants it, and what it cannot join, or is not there to join, is joined without it', async () => {
  let runs = 0
  const ffmpeg = async () => {
    runs += 1
    throw new Error('broken')
  }
  const warned = ({ lines }: Awaited<ReturnType<typeof speaking>>) =>
    lines.flatMap(({ level, message }) => (level === 'warn' ? [message] : []))
  const unwanted = await speaking({ ffmpeg })
  const broken = await speaking({ settings: { ffmpeg: true }, ffmpeg })
  const absent = await speaking({ settings: { ffmpeg: true } })
  const lengths = [(await unwanted.say(LUNA)).ms, (await broken.say(LUNA)).ms, (await absent.say(LUNA)).ms]
  assert.deepEqual([new Set(lengths).size, runs], [1, 1])
  assert.deepEqual([warned(unwanted), warned(absent)], [[], ['FFmpeg is not there or not granted: sounds are joined without it']])
})

test('S0-123: a recording that the operator put among the parts is played in place of a voice', async () => {
  const root = createFolder()
  mkdirSync(join(root, 'audio_cache/parts'), { recursive: true })
  const recorded = speechLike({ ms: 3000 })
  writeFileSync(join(root, 'audio_cache/parts', `${await recordingKeyOf('gift', 'por la rosa!')}.wav`), writeWav(recorded))
  const { say, asked } = await speaking({ root })
  const spoken = await say(LUNA)
  assert.ok(spoken.ms > 3500, String(spoken.ms))
  assert.deepEqual([...asked].sort(), ['Luna', '¡Muchas gracias,'])
})

test('S0-115: keys, voice, stability and speed come from the environment, and settings go before it', async (t) => {
  const service = await serveElevenLabs(t)
  const variables: Record<string, string> = {
    ELEVENLABS_API_KEY: 'secret',
    ELEVENLABS_VOICE_ID: 'their-voice',
    ELEVENLABS_STABILITY: '0.25',
    ELEVENLABS_SPEED: '1.15',
    TTS_DEFAULT_PROVIDER: 'elevenlabs',
  }
  const parts = { environment: (name: string) => variables[name], addresses: { elevenlabs: service.url } }
  const { say } = await speaking(parts)
  assert.equal((await say({ text: 'Hola' })).provider, 'elevenlabs')
  const { say: sayMine } = await speaking({ ...parts, settings: { elevenlabsVoice: 'my-voice', elevenlabsStability: 1 } })
  await sayMine({ text: 'Hola' })
  const asked = service.asked.map(({ path, body }) => [
    path.split('/').at(-1),
    JSON.parse(body).voice_settings.stability,
    JSON.parse(body).voice_settings.speed,
  ])
  assert.deepEqual(asked, [
    ['their-voice', 0.25, 1.15],
    ['my-voice', 1, 1.15],
  ])
})

test('S0-114: the service of TTS_DEFAULT_PROVIDER is asked first, and the offline voice when it is said so', async (t) => {
  const first = async (provider: string, settings = {}) => {
    const environment = (name: string) => (name === 'TTS_DEFAULT_PROVIDER' ? provider : undefined)
    const { addresses } = await services(t)
    const { say } = await speaking({ environment, addresses, settings: { openaiKey: 'secret', elevenlabsKey: 'secret', ...settings } })
    return (await say({ text: 'Hola' })).provider
  }
  assert.deepEqual(
    [
      await first(''),
      await first('openai'),
      await first('offline'),
      await first('openai', { provider: 'elevenlabs' }),
      await first('nobody'),
    ],
    ['elevenlabs', 'openai', 'offline', 'elevenlabs', 'elevenlabs'],
  )
})

test('when a service fails in the middle of a message, another says all of it in one voice', async (t) => {
  const { elevenlabs, addresses } = await services(t)
  const { say, asked, lines } = await speaking({ addresses, settings: { elevenlabsKey: 'secret' } })
  elevenlabs.fail('quota', 1)
  const spoken = await say(LUNA)
  assert.deepEqual([spoken.provider, asked.length], ['offline', 3])
  assert.deepEqual(
    lines.flatMap(({ level, fields }) => (level === 'warn' ? [fields?.provider] : [])),
    ['elevenlabs'],
  )
  assert.doesNotMatch(JSON.stringify(lines), /secret|Luna/)
})

test('a viewer’s voice is asked of the service that has it, and of no other', async (t) => {
  const { elevenlabs, addresses } = await services(t)
  const { say } = await speaking({ addresses, settings: { elevenlabsKey: 'secret', openaiKey: 'secret' } })
  await say({ text: 'Hola', voice: 'rachel' })
  elevenlabs.fail('quota')
  assert.equal((await say({ text: 'Adiós', voice: 'rachel' })).provider, 'openai')
})

test('moderation keeps a text from being spoken, and a name becomes somebody', async () => {
  const { say } = await speaking({ check: (text) => ({ ok: !/bad/i.test(text) }) })
  await assert.rejects(say({ text: 'a Bad word' }), { name: 'SpeechError', problem: 'hidden', message: 'Moderation hides this text' })
  assert.equal((await say({ message: { category: 'follow', name: 'BadName' } })).text, 'alguien ya te sigue.')
  assert.equal((await say({ text: 'a good word' })).text, 'a good word')
})

test('nothing to be said is told apart from nobody to say it', async () => {
  const { say } = await speaking({ offline: undefined })
  await assert.rejects(say({ text: '😀 ***' }), { problem: 'empty' })
  await assert.rejects(say({ message: { category: 'nothing' } }), { problem: 'empty', message: /messages\.json does not have it/ })
  await assert.rejects(say({ text: 'hola' }), { problem: 'unset', message: /add the offline voice/ })
})

test('a message may be spoken whole, by one request', async () => {
  const { say, asked } = await speaking({ settings: { composesFromParts: false } })
  await say(LUNA)
  assert.deepEqual(asked, ['¡Muchas gracias, Luna por la rosa!'])
})

test('T54: an endless text is short when it is heard, in letters and in seconds', async () => {
  const { say, asked } = await speaking({ settings: { longestCharacters: 1000, longestSeconds: 3 } })
  const spoken = await say({ text: 'palabra larga '.repeat(10_000) })
  assert.ok((asked[0]?.length ?? 0) <= 1000)
  assert.equal(spoken.ms, 3000)
})

test('for phone calls it is heard at 8,000 Hz', async () => {
  const { say } = await speaking()
  const { rate, lufs, peakDb } = heard((await say({ ...LUNA, format: '8k' })).wav)
  assert.equal(rate, 8000)
  assert.ok(Math.abs(lufs + 16) < 1.5 && peakDb <= -1.4, `${lufs}, ${peakDb}`)
})

test('for phone calls all of a text is heard, whatever the limits for the live are', async () => {
  const { say, asked } = await speaking({ settings: { longestCharacters: 20, longestSeconds: 2 } })
  const text = 'palabra larga '.repeat(60).trim()
  const { ms } = await say({ text, format: '8k' })
  assert.equal(asked.join(' ').length, text.length)
  assert.ok(ms > 40_000, `${ms} ms`)
})

test('a full disk is no reason to be silent', async () => {
  const root = createFolder()
  const files = filesIn(root)
  const writeFile = async () => Promise.reject(new Error('ENOSPC'))
  const { say, asked } = await speaking({ root, files: { ...files, writeFile } })
  assert.equal((await say(LUNA)).provider, 'offline')
  assert.equal((await say(LUNA)).cached, false)
  assert.equal(asked.length, 6)
})

test('who is skipped hears of it at once, and what was being made for others goes on', async () => {
  const held = offlineVoice()
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  const provider: Provider = { ...held.provider, speak: (request, signal) => until.then(() => held.provider.speak(request, signal)) }
  const { speech } = await speaking({ offline: provider })
  const skipping = new AbortController()
  const [skipped, other] = [speech.say(LUNA, skipping.signal), speech.say(LUNA, live())]
  skipping.abort(new Error('skipped'))
  await assert.rejects(skipped, /skipped/)
  release()
  assert.equal((await other).text, '¡Muchas gracias, Luna por la rosa!')
})

test('S0-122: what the operator wrote into messages.json is said', async () => {
  const { say, root } = await speaking()
  const messages = JSON.parse(readFileSync(join(root, 'messages.json'), 'utf8'))
  messages.es.gift.rosa.actions = ['por la flor!']
  writeFileSync(join(root, 'messages.json'), JSON.stringify(messages))
  const { say: sayAnew } = await speaking({ root })
  assert.equal((await sayAnew(LUNA)).text, '¡Muchas gracias, Luna por la flor!')
  assert.equal((await say({ ...LUNA, language: 'en-GB' })).text, 'Thank you so much, Luna for the rose!')
})

async function services(t: TestContext) {
  const [elevenlabs, openai] = await Promise.all([serveElevenLabs(t), serveOpenAi(t)])
  return { elevenlabs, openai, addresses: { elevenlabs: elevenlabs.url, openai: `${openai.url}/v1` } }
}
