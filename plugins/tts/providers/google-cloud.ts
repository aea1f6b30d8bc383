import { type Answer, at, exchange, wordsOf } from './exchange.ts'
import { localeOf } from './locale.ts'
import type { Provider } from './provider.ts'
import { type Fault, ProviderError } from './provider-error.ts'
import { readSound } from './sound.ts'

export type GoogleCloud = {
  readonly key: string
  /** Its own for the language without. */
  readonly voice?: string | undefined
  readonly baseUrl?: string | undefined
}

const NAME = 'Google Cloud'

/** https://cloud.google.com/text-to-speech/docs/reference/rest/v1/text/synthesize */
export function googleCloud({ key, voice, baseUrl = 'https://texttospeech.googleapis.com' }: GoogleCloud): Provider {
  return {
    id: 'google-cloud',
    flavour: voice ?? '',
    limits: { concurrency: 4, textMax: 5000, textUnit: 'bytes', timeoutMs: 20_000, isFree: false },
    async speak({ text, language, voice: asked, speed, rate }, signal) {
      const name = asked ?? voice
      const isPhone = rate === 8000
      const body = {
        input: { text },
        // The name begins with its own language, which has to be said again.
        voice: { languageCode: name?.match(/^[a-z]{2,3}-[A-Z]{2}(?=-)/)?.[0] ?? localeOf(language), ...(name && { name }) },
        audioConfig: {
          audioEncoding: 'LINEAR16',
          sampleRateHertz: rate,
          speakingRate: speed,
          ...(isPhone && { effectsProfileId: ['telephony-class-application'] }),
        },
      }
      const headers = { 'x-goog-api-key': key, 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const answer = await exchange({ name: NAME, url: `${baseUrl}/v1/text:synthesize`, init, faultOf }, signal)
      return readSound(NAME, soundIn(answer))
    },
  }
}

function soundIn(answer: Answer): Uint8Array {
  const content = at(wordsIn(answer), 'audioContent')
  if (typeof content !== 'string' || content === '') throw new ProviderError('broken', `${NAME} answers something that is no sound`)
  const binary = decoded(content)
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

function wordsIn({ bytes }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new ProviderError('broken', `${NAME} answers something that is no JSON`, { cause })
  }
}

function decoded(base64: string): string {
  try {
    return atob(base64)
  } catch (cause) {
    throw new ProviderError('broken', `${NAME} answers something that is no sound`, { cause })
  }
}

/** A wrong key comes as 400, and a project that is used up as 429 with the day in its words. */
function faultOf(answer: Answer): Fault | undefined {
  const error = at(wordsOf(answer), 'error')
  const details = at(error, 'details')
  const reasons = Array.isArray(details) ? details.map((detail) => at(detail, 'reason')) : []
  if (reasons.includes('API_KEY_INVALID')) return 'auth'
  return at(error, 'status') === 'RESOURCE_EXHAUSTED' && /per day/i.test(String(at(error, 'message'))) ? 'quota' : undefined
}
