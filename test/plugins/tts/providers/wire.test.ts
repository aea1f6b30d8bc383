import assert from 'node:assert/strict'
import { test } from 'node:test'
import { azure } from '../../../../plugins/tts/providers/azure.ts'
import { elevenLabs } from '../../../../plugins/tts/providers/elevenlabs.ts'
import { googleCloud } from '../../../../plugins/tts/providers/google-cloud.ts'
import { googleTranslate } from '../../../../plugins/tts/providers/google-translate.ts'
import { openAi } from '../../../../plugins/tts/providers/openai.ts'
import type { SpeechRequest } from '../../../../plugins/tts/providers/provider.ts'
import { serveAzure } from '../../../stand-ins/speech/azure.ts'
import { serveElevenLabs } from '../../../stand-ins/speech/elevenlabs.ts'
import { serveGoogleCloud } from '../../../stand-ins/speech/google-cloud.ts'
import { serveGoogleTranslate } from '../../../stand-ins/speech/google-translate.ts'
import { serveOpenAi } from '../../../stand-ins/speech/openai.ts'
import { wavOf } from '../../../stand-ins/speech/voice.ts'
import { serveHttp } from '../../../support/web-server.ts'

const ELEVENLABS = { key: 'secret', voice: 'JBFqnCBsd6RMkjVDRZzb', model: 'eleven_flash_v2_5', stability: 0.5, speed: 1, concurrency: 2 }
const OPENAI = { key: 'secret', voice: 'nova', model: 'gpt-4o-mini-tts' }
const REQUEST: SpeechRequest = { text: '¡Hola, Luna!', language: 'es', speed: 1, rate: 22_050 }
const live = () => new AbortController().signal

test('S0-115: elevenlabs is asked for the voice, stability and speed of the settings', async (t) => {
  const { url, asked } = await serveElevenLabs(t)
  await elevenLabs({ ...ELEVENLABS, voice: 'my voice', stability: 0.3, speed: 1.1, baseUrl: url }).speak(REQUEST, live())
  assert.equal(asked[0]?.path, '/v1/text-to-speech/my voice')
  assert.equal(asked[0]?.query.get('output_format'), 'wav_22050')
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), {
    text: '¡Hola, Luna!',
    model_id: 'eleven_flash_v2_5',
    language_code: 'es',
    voice_settings: { stability: 0.3, similarity_boost: 0.75, style: 0, use_speaker_boost: true, speed: 1.1 },
  })
})

test('elevenlabs: a model that takes no language is told none, and no pace is beyond its limits', async (t) => {
  const { url, asked } = await serveElevenLabs(t)
  await elevenLabs({ ...ELEVENLABS, model: 'eleven_multilingual_v2', speed: 1.2, baseUrl: url }).speak({ ...REQUEST, speed: 2 }, live())
  const body = JSON.parse(asked[0]?.body ?? '')
  assert.deepEqual([body.language_code, body.voice_settings.speed], [undefined, 1.2])
})

test('elevenlabs: what it says decides what its failure means, also where the status says something else', async (t) => {
  const service = await serveElevenLabs(t)
  const voice = elevenLabs({ ...ELEVENLABS, baseUrl: service.url })
  const faults = {
    quota: 'quota',
    crowded: 'busy',
    busy: 'busy',
    voice: 'refused',
    invalid: 'refused',
    down: 'broken',
    click: 'broken',
  } as const
  for (const [failure, fault] of Object.entries(faults)) {
    service.fail(failure as keyof typeof faults)
    await assert.rejects(voice.speak(REQUEST, live()), { fault }, failure)
  }
})

test('openai is asked for sound without a loss, in the voice, pace and manner of the settings', async (t) => {
  const { url, asked } = await serveOpenAi(t)
  await openAi({ ...OPENAI, instructions: 'Cheerfully', baseUrl: `${url}/v1` }).speak({ ...REQUEST, speed: 1.5 }, live())
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), {
    model: 'gpt-4o-mini-tts',
    voice: 'nova',
    input: '¡Hola, Luna!',
    response_format: 'wav',
    speed: 1.5,
    instructions: 'Cheerfully',
  })
})

test('openai: a model that cannot be told how is not told, so that it answers', async (t) => {
  const { url } = await serveOpenAi(t)
  const pcm = await openAi({ ...OPENAI, model: 'tts-1', instructions: 'Cheerfully', baseUrl: `${url}/v1` }).speak(REQUEST, live())
  assert.equal(pcm.rate, 24_000)
})

test('openai: an account that is used up is told from too many requests, whose pause is kept', async (t) => {
  const service = await serveOpenAi(t)
  const voice = openAi({ ...OPENAI, baseUrl: `${service.url}/v1` })
  service.fail('quota')
  await assert.rejects(voice.speak(REQUEST, live()), { fault: 'quota' })
  service.fail('busy')
  await assert.rejects(voice.speak(REQUEST, live()), { fault: 'busy', retryAfterMs: 20 })
  service.fail('later')
  await assert.rejects(voice.speak(REQUEST, live()), { fault: 'busy', retryAfterMs: 40_000 })
  service.fail('invalid')
  await assert.rejects(voice.speak(REQUEST, live()), { fault: 'refused' })
})

test('T53: azure: whatever viewers send is text to be said, and never markup', async (t) => {
  const { url, asked } = await serveAzure(t)
  const voice = azure({ key: 'secret', region: 'westeurope', baseUrl: url })
  const attacks = [
    '</voice><audio src="https://evil.example/x.wav"/><voice name="en-US-GuyNeural">',
    ']]><!-- --><break time="60s"/>&lt;&#60;&audio;',
    "' onload='x' <!ENTITY a \"b\">",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what somebody may send, as it is.
    '{{7*7}} ${7*7} <%= 7 %>',
    'uno\u0000\u0008dos\uFFFE\uD800tres',
  ]
  for (const text of attacks) await voice.speak({ ...REQUEST, text }, live())
  for (const { body } of asked) assert.deepEqual(body.match(/<\/?[a-z]+/g), ['<speak', '<voice', '</voice', '</speak'])
  const said = asked.map(({ body }) => /">([^<]*)<\/voice>/.exec(body)?.[1])
  assert.equal(
    said[0],
    '&lt;/voice&gt;&lt;audio src=&quot;https://evil.example/x.wav&quot;/&gt;&lt;voice name=&quot;en-US-GuyNeural&quot;&gt;',
  )
  assert.equal(said[4], 'uno  dos  tres')
})

test('T53: azure: a voice, a language and a region of the settings are no way into the request either', async (t) => {
  const { url, asked } = await serveAzure(t)
  const strange = '"><break/>'
  await assert.rejects(
    azure({ key: 'secret', region: 'westeurope', voice: strange, baseUrl: url }).speak({ ...REQUEST, language: strange }, live()),
  )
  assert.doesNotMatch(asked[0]?.body ?? '', /<break/)
  for (const region of ['evil.example/', 'a@b', 'West Europe', ''])
    await assert.rejects(azure({ key: 'secret', region }).speak(REQUEST, live()), { fault: 'auth', message: /no region of this name/ })
})

test('azure: formats, pace and a voice for the language', async (t) => {
  const { url, asked } = await serveAzure(t)
  const voice = azure({ key: 'secret', region: 'westeurope', baseUrl: url })
  assert.equal((await voice.speak(REQUEST, live())).rate, 22_050)
  assert.equal((await voice.speak({ ...REQUEST, rate: 8000, language: 'en', speed: 0.8 }, live())).rate, 8000)
  assert.match(asked[0]?.body ?? '', /xml:lang="es-ES"><voice name="es-ES-ElviraNeural">¡Hola, Luna!</)
  assert.match(asked[1]?.body ?? '', /xml:lang="en-US"><voice name="en-US-JennyNeural"><prosody rate="80%">/)
  assert.equal(asked[0]?.headers['user-agent'], 'Showrunner')
})

test('azure: its failures by their status', async (t) => {
  const service = await serveAzure(t)
  const voice = azure({ key: 'secret', region: 'westeurope', baseUrl: service.url })
  for (const [failure, fault] of [
    ['busy', 'busy'],
    ['gateway', 'broken'],
    ['media', 'refused'],
  ] as const) {
    service.fail(failure)
    await assert.rejects(voice.speak(REQUEST, live()), { fault })
  }
})

test('google-cloud is asked for samples at the rate, and for phones in their own colour', async (t) => {
  const { url, asked } = await serveGoogleCloud(t)
  const voice = googleCloud({ key: 'secret', voice: 'es-US-Neural2-A', baseUrl: url })
  await voice.speak({ ...REQUEST, rate: 8000 }, live())
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), {
    input: { text: '¡Hola, Luna!' },
    voice: { languageCode: 'es-US', name: 'es-US-Neural2-A' },
    audioConfig: { audioEncoding: 'LINEAR16', sampleRateHertz: 8000, speakingRate: 1, effectsProfileId: ['telephony-class-application'] },
  })
})

test('google-cloud: its failures by what they say', async (t) => {
  const service = await serveGoogleCloud(t)
  const voice = googleCloud({ key: 'secret', baseUrl: service.url })
  const faults = { busy: 'busy', day: 'quota', disabled: 'auth', down: 'broken', empty: 'broken', strange: 'broken' } as const
  for (const [failure, fault] of Object.entries(faults)) {
    service.fail(failure as keyof typeof faults)
    await assert.rejects(voice.speak(REQUEST, live()), { fault }, failure)
  }
})

test('sound that calls itself something else is not trusted, and neither is something else that calls itself sound', async (t) => {
  const answers = [
    { type: 'text/html', body: wavOf('Hola Luna', 22_050) },
    { type: 'audio/wav', body: '{"error":"none"}' },
    { type: 'audio/wav', body: wavOf('x'.repeat(2100), 22_050) },
  ]
  const port = await serveHttp(t, (_, response) => {
    const { type, body } = answers.shift() ?? { type: 'audio/wav', body: wavOf('Hola Luna', 22_050) }
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  const voice = openAi({ ...OPENAI, baseUrl: `http://127.0.0.1:${port}` })
  for (const message of [/answers text\/html in place of sound/, /something that is no sound/, /a sound of 126300 ms/])
    await assert.rejects(voice.speak(REQUEST, live()), { fault: 'broken', message })
  assert.equal((await voice.speak(REQUEST, live())).rate, 22_050)
})

test('google-translate is asked as its page asks, and a shut door is known for what it is', async (t) => {
  const service = await serveGoogleTranslate(t)
  const voice = googleTranslate({ baseUrl: service.url })
  assert.equal((await voice.speak({ ...REQUEST, text: 'a&b=c ñ', language: 'es-419', speed: 0.5 }, live())).rate, 24_000)
  assert.deepEqual(
    ['q', 'tl', 'textlen', 'ttsspeed', 'client'].map((name) => service.asked[0]?.query.get(name)),
    ['a&b=c ñ', 'es', '7', '0.24', 'tw-ob'],
  )
  for (const failure of ['shutOut', 'sorry'] as const) {
    service.fail(failure)
    await assert.rejects(voice.speak(REQUEST, live()), { fault: 'throttled' })
  }
})
