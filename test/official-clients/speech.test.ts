import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { durationMs } from '../../plugins/tts/audio/pcm.ts'
import { readWav } from '../../plugins/tts/audio/wav-read.ts'
import { azure } from '../../plugins/tts/providers/azure.ts'
import { elevenLabs } from '../../plugins/tts/providers/elevenlabs.ts'
import { googleCloud } from '../../plugins/tts/providers/google-cloud.ts'
import { openAi } from '../../plugins/tts/providers/openai.ts'
import { ssml, xml } from '../../plugins/tts/providers/ssml.ts'
import { packagesFolder } from '../../scripts/packages-place.mjs'
import { serveAzure } from '../stand-ins/speech/azure.ts'
import { serveElevenLabs } from '../stand-ins/speech/elevenlabs.ts'
import { serveGoogleCloud } from '../stand-ins/speech/google-cloud.ts'
import { serveOpenAi } from '../stand-ins/speech/openai.ts'

const TEXT = 'Gracias, Luna & José, por la «rosa».'
const REQUEST = { text: TEXT, language: 'es', speed: 1.1, rate: 22_050 }
const live = () => new AbortController().signal

// The clients' own types are installed beside the checkout, where the compiler does not look.
// biome-ignore lint/suspicious/noExplicitAny: what is taken from a client is looked at by what it does.
type Loose = any
const load = (name: string): Loose => createRequire(join(packagesFolder('official-clients'), 'package.json'))(name)

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function assertAudible(wav: Uint8Array, rate: number) {
  const pcm = readWav(wav)
  assert.equal(pcm.rate, rate)
  assert.ok(durationMs(pcm) > 500)
}

function elevenLabsPair(url: string) {
  const voice = { voice: 'JBFqnCBsd6RMkjVDRZzb', model: 'eleven_flash_v2_5', stability: 0.5, speed: 1, concurrency: 2 }
  const { ElevenLabsClient } = load('@elevenlabs/elevenlabs-js')
  return {
    ours: elevenLabs({ ...voice, key: 'secret', baseUrl: url }),
    official: (apiKey = 'secret') => new ElevenLabsClient({ apiKey, baseUrl: url, environment: url, maxRetries: 0 }),
    asked: {
      text: TEXT,
      modelId: voice.model,
      languageCode: 'es',
      outputFormat: 'wav_22050',
      voiceSettings: { stability: 0.5, similarityBoost: 0.75, style: 0, useSpeakerBoost: true, speed: 1.1 },
    },
  }
}

test('S0-110: ElevenLabs’ own client asks for the same as we do, in the same words, and reads what the stand-in answers', async (t) => {
  const { url, asked } = await serveElevenLabs(t)
  const pair = elevenLabsPair(url)
  assertAudible(await bytesOf(await pair.official().textToSpeech.convert('JBFqnCBsd6RMkjVDRZzb', pair.asked, { maxRetries: 0 })), 22_050)
  await pair.ours.speak(REQUEST, live())
  const [theirs, ours] = asked.map(({ method, path, query, headers, body }) => ({
    method,
    path,
    query: Object.fromEntries(query),
    key: headers['xi-api-key'],
    body: JSON.parse(body),
  }))
  assert.deepEqual(ours, theirs)
})

test('S0-110: ElevenLabs’ own client knows the stand-in’s failures for what they are', async (t) => {
  const service = await serveElevenLabs(t)
  const pair = elevenLabsPair(service.url)
  const failed = async (key?: string) => {
    const error: Loose = await pair
      .official(key)
      .textToSpeech.convert('x', pair.asked, { maxRetries: 0 })
      .then(bytesOf)
      .catch((reason: unknown) => reason)
    return [error.statusCode, error.body?.detail?.status ?? error.body?.detail?.[0]?.type]
  }
  assert.deepEqual(await failed('other'), [401, 'invalid_api_key'])
  for (const [failure, expected] of [
    ['quota', [401, 'quota_exceeded']],
    ['crowded', [429, 'too_many_concurrent_requests']],
    ['busy', [429, 'system_busy']],
    ['invalid', [422, 'value_error.missing']],
  ] as const) {
    service.fail(failure)
    assert.deepEqual(await failed(), expected)
  }
})

test('S0-111: OpenAI’s own client asks for the same as we do, and reads what the stand-in answers', async (t) => {
  const { url, asked } = await serveOpenAi(t)
  const { OpenAI } = load('openai')
  const client = new OpenAI({ apiKey: 'secret', baseURL: `${url}/v1`, maxRetries: 0 })
  const body = { model: 'gpt-4o-mini-tts', voice: 'nova', input: TEXT, response_format: 'wav', speed: 1.1, instructions: 'Cheerfully' }
  assertAudible(new Uint8Array(await (await client.audio.speech.create(body)).arrayBuffer()), 24_000)
  await openAi({ key: 'secret', voice: 'nova', model: 'gpt-4o-mini-tts', instructions: 'Cheerfully', baseUrl: `${url}/v1` }).speak(
    REQUEST,
    live(),
  )
  const [theirs, ours] = asked.map((each) => ({
    method: each.method,
    path: each.path,
    key: each.headers.authorization,
    type: each.headers['content-type'],
    body: JSON.parse(each.body),
  }))
  assert.deepEqual(ours, theirs)
})

test('S0-111: OpenAI’s own client knows the stand-in’s failures for what they are', async (t) => {
  const service = await serveOpenAi(t)
  const { OpenAI } = load('openai')
  const failed = async (apiKey = 'secret') => {
    const client = new OpenAI({ apiKey, baseURL: `${service.url}/v1`, maxRetries: 0 })
    const error: Loose = await client.audio.speech
      .create({ model: 'tts-1', voice: 'nova', input: 'x', response_format: 'wav' })
      .catch((reason: unknown) => reason)
    return [error.constructor.name, error.status, error.code]
  }
  assert.deepEqual(await failed('other'), ['AuthenticationError', 401, 'invalid_api_key'])
  service.fail('quota')
  assert.deepEqual(await failed(), ['RateLimitError', 429, 'insufficient_quota'])
  service.fail('busy')
  assert.deepEqual(await failed(), ['RateLimitError', 429, 'rate_limit_exceeded'])
  service.fail('invalid')
  assert.deepEqual(await failed(), ['BadRequestError', 400, null])
})

test('S0-113: Google’s own client asks for the same as we do, and reads what the stand-in answers', async (t) => {
  const { url, asked } = await serveGoogleCloud(t)
  const client = googleClient(t, url, 'secret')
  const [answer] = await client.synthesizeSpeech({
    input: { text: TEXT },
    voice: { languageCode: 'es-ES', name: 'es-ES-Neural2-A' },
    audioConfig: { audioEncoding: 'LINEAR16', sampleRateHertz: 22_050, speakingRate: 1.1 },
  })
  assertAudible(new Uint8Array(answer.audioContent), 22_050)
  await googleCloud({ key: 'secret', voice: 'es-ES-Neural2-A', baseUrl: url }).speak(REQUEST, live())
  const [theirs, ours] = asked.map(({ method, path, headers, body }) => ({
    method,
    path,
    key: headers['x-goog-api-key'],
    // The client writes the number of LINEAR16 in the enum of its protocol.
    body: JSON.parse(body.replace('"audioEncoding":1,', '"audioEncoding":"LINEAR16",')),
  }))
  assert.deepEqual(ours, theirs)
})

test('S0-113: Google’s own client knows the stand-in’s failures for what they are', async (t) => {
  const service = await serveGoogleCloud(t)
  const failed = async (key = 'secret') => {
    const asked = { input: { text: 'x' }, voice: { languageCode: 'es-ES' }, audioConfig: { audioEncoding: 'LINEAR16' } }
    const error: Loose = await googleClient(t, service.url, key)
      .synthesizeSpeech(asked, { maxRetries: 0, retry: { retryCodes: [] } })
      .catch((reason: unknown) => reason)
    const { status, details } = JSON.parse(error.message).error
    return [error.code, status, details[0]?.reason]
  }
  assert.deepEqual(await failed('other'), [400, 'INVALID_ARGUMENT', 'API_KEY_INVALID'])
  service.fail('disabled')
  assert.deepEqual(await failed(), [403, 'PERMISSION_DENIED', 'SERVICE_DISABLED'])
  service.fail('day')
  assert.deepEqual(await failed(), [429, 'RESOURCE_EXHAUSTED', undefined])
})

function googleClient(t: TestContext, url: string, apiKey: string): Loose {
  const { TextToSpeechClient } = load('@google-cloud/text-to-speech')
  const { hostname, port } = new URL(url)
  const client = new TextToSpeechClient({ apiKey, apiEndpoint: hostname, port: Number(port), fallback: true, protocol: 'http' })
  t.after(() => client.close())
  return client
}

// Its synthesis goes over a socket of its own, which a stand-in of the REST service is not: what both have in common is compared.
test('S0-112: Azure’s own client calls the formats by the same names, and writes the same text into its markup', async (t) => {
  const { url, asked } = await serveAzure(t)
  const sdk = load('microsoft-cognitiveservices-speech-sdk')
  const { AudioOutputFormatImpl } = load('microsoft-cognitiveservices-speech-sdk/distrib/lib/src/sdk/Audio/AudioOutputFormat.js')
  const names = AudioOutputFormatImpl.SpeechSynthesisOutputFormatToString
  for (const [rate, format] of [
    [22_050, sdk.SpeechSynthesisOutputFormat.Riff22050Hz16BitMonoPcm],
    [8000, sdk.SpeechSynthesisOutputFormat.Riff8Khz16BitMonoPcm],
  ]) {
    await azure({ key: 'secret', region: 'westeurope', baseUrl: url }).speak({ ...REQUEST, rate }, live())
    assert.equal(asked.at(-1)?.headers['x-microsoft-outputformat'], names[format])
  }
  const config = sdk.SpeechConfig.fromSubscription('secret', 'westeurope')
  config.speechSynthesisLanguage = 'es-ES'
  config.speechSynthesisVoiceName = 'es-ES-ElviraNeural'
  const synthesizer = new sdk.SpeechSynthesizer(config, null)
  t.after(() => synthesizer.close())
  const attack = `${TEXT} </voice><audio src="https://evil.example/x.wav"/> 'x'`
  const theirs: string = synthesizer.buildSsml(attack)
  const ours = ssml({ text: attack, locale: 'es-ES', voice: 'es-ES-ElviraNeural', speed: 1 })
  const within = (document: string) => /<voice name=(["'])es-ES-ElviraNeural\1>(.*)<\/voice><\/speak>$/.exec(document)?.[2]
  assert.equal(within(ours), xml(attack))
  assert.equal(within(ours), within(theirs))
})
