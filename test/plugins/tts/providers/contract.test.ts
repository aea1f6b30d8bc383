import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { durationMs } from '../../../../plugins/tts/audio/pcm.ts'
import { azure } from '../../../../plugins/tts/providers/azure.ts'
import { elevenLabs } from '../../../../plugins/tts/providers/elevenlabs.ts'
import { googleCloud } from '../../../../plugins/tts/providers/google-cloud.ts'
import { googleTranslate } from '../../../../plugins/tts/providers/google-translate.ts'
import { openAi } from '../../../../plugins/tts/providers/openai.ts'
import type { Provider, SpeechRequest } from '../../../../plugins/tts/providers/provider.ts'
import { ProviderError } from '../../../../plugins/tts/providers/provider-error.ts'
import { serveAzure } from '../../../stand-ins/speech/azure.ts'
import { serveElevenLabs } from '../../../stand-ins/speech/elevenlabs.ts'
import { serveGoogleCloud } from '../../../stand-ins/speech/google-cloud.ts'
import { serveGoogleTranslate } from '../../../stand-ins/speech/google-translate.ts'
import { serveOpenAi } from '../../../stand-ins/speech/openai.ts'
import { serveHttp } from '../../../support/web-server.ts'
import { rms } from '../audio/tone.ts'

const ELEVENLABS = { key: 'secret', voice: 'JBFqnCBsd6RMkjVDRZzb', model: 'eleven_flash_v2_5', stability: 0.5, speed: 1, concurrency: 2 }
const OPENAI = { key: 'secret', voice: 'nova', model: 'gpt-4o-mini-tts' }

type Case = {
  readonly id: string
  readonly serve: (t: TestContext) => Promise<{ readonly url: string; fail(failure: 'page'): void; readonly asked: readonly unknown[] }>
  readonly make: (baseUrl: string, key: string) => Provider
  readonly hasKey: boolean
}

const CASES: readonly Case[] = [
  { id: 'S0-110: elevenlabs', serve: serveElevenLabs, make: (baseUrl, key) => elevenLabs({ ...ELEVENLABS, key, baseUrl }), hasKey: true },
  { id: 'S0-111: openai', serve: serveOpenAi, make: (baseUrl, key) => openAi({ ...OPENAI, key, baseUrl: `${baseUrl}/v1` }), hasKey: true },
  { id: 'S0-112: azure', serve: serveAzure, make: (baseUrl, key) => azure({ key, region: 'westeurope', baseUrl }), hasKey: true },
  { id: 'S0-113: google-cloud', serve: serveGoogleCloud, make: (baseUrl, key) => googleCloud({ key, baseUrl }), hasKey: true },
  { id: 'S4-044: google-translate', serve: serveGoogleTranslate, make: (baseUrl) => googleTranslate({ baseUrl }), hasKey: false },
]

const REQUEST: SpeechRequest = { text: 'Gracias, Luna & José, por la rosa.', language: 'es', speed: 1, rate: 22_050 }
const live = () => new AbortController().signal

for (const { id, serve, make, hasKey } of CASES) {
  test(`${id} says a text, audibly`, async (t) => {
    const { url } = await serve(t)
    const pcm = await make(url, 'secret').speak(REQUEST, live())
    assert.ok(durationMs(pcm) > 500, String(durationMs(pcm)))
    assert.ok(rms(pcm) > 0.03, String(rms(pcm)))
  })

  test(`${id}: a page in place of sound is a failure, though its status is 200`, async (t) => {
    const service = await serve(t)
    service.fail('page')
    await assert.rejects(make(service.url, 'secret').speak(REQUEST, live()), { name: 'ProviderError', fault: 'broken' })
  })

  test(`${id}: who cannot be reached is out of order, and who stops waiting hears why`, async (t) => {
    const { url } = await serve(t)
    await assert.rejects(make('http://127.0.0.1:2', 'secret').speak(REQUEST, live()), { name: 'ProviderError', fault: 'broken' })
    await assert.rejects(make(url, 'secret').speak(REQUEST, AbortSignal.abort(new Error('skipped'))), /skipped/)
  })

  test(`T60: ${id.slice(8)}: a redirect is not followed, so that no key goes elsewhere`, async (t) => {
    let followed = 0
    const elsewhere = await serveHttp(t, (_, response) => {
      followed += 1
      response.end()
    })
    const port = await serveHttp(t, (_, response) => response.writeHead(307, { location: `http://127.0.0.1:${elsewhere}/` }).end())
    await assert.rejects(make(`http://127.0.0.1:${port}`, 'secret').speak(REQUEST, live()), ProviderError)
    assert.equal(followed, 0)
  })

  test(`${id}: an answer without end is cut off`, async (t) => {
    const port = await serveHttp(t, (_, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav' })
      const piece = Buffer.alloc(1024 * 1024, 1)
      const more = (): boolean => response.write(piece, (error) => error ?? more())
      more()
    })
    await assert.rejects(make(`http://127.0.0.1:${port}`, 'secret').speak(REQUEST, live()), { name: 'ProviderError', fault: 'broken' })
  })

  if (hasKey)
    test(`${id}: a wrong key is told so, without being named`, async (t) => {
      const { url } = await serve(t)
      await assert.rejects(make(url, 'other-key').speak(REQUEST, live()), (error: ProviderError) => {
        assert.equal(error.fault, 'auth')
        assert.match(error.message, /key: check it in the settings/)
        assert.doesNotMatch(error.message + JSON.stringify(error), /other-key|Luna/)
        return true
      })
    })
}
