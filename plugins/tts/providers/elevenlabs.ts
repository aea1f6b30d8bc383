import { type Answer, at, exchange, wordsOf } from './exchange.ts'
import { languageOf } from './locale.ts'
import type { Provider } from './provider.ts'
import type { Fault } from './provider-error.ts'
import { soundOf } from './sound.ts'

export type ElevenLabs = {
  readonly key: string
  readonly voice: string
  readonly model: string
  /** 0 to 1: lower is livelier. */
  readonly stability: number
  /** 0.7 to 1.2. */
  readonly speed: number
  /** Of the plan: free 2, starter 3, creator 5, pro 10. */
  readonly concurrency: number
  readonly baseUrl?: string | undefined
}

const NAME = 'ElevenLabs'
/** Others refuse to be told the language. */
const TOLD_LANGUAGE = /^eleven_(flash_v2_5|turbo_v2_5|v3)/
const SPEED = { min: 0.7, max: 1.2 }
/** What it says in `detail.status`, also under 400 and 401. */
const FAULTS = new Map<unknown, Fault>(
  Object.entries({
    quota_exceeded: 'quota',
    invalid_api_key: 'auth',
    missing_permissions: 'auth',
    detected_unusual_activity: 'auth',
    too_many_concurrent_requests: 'busy',
    system_busy: 'busy',
    voice_not_found: 'refused',
    max_character_limit_exceeded: 'refused',
  }),
)

/** https://elevenlabs.io/docs/api-reference/text-to-speech/convert */
export function elevenLabs({
  key,
  voice,
  model,
  stability,
  speed,
  concurrency,
  baseUrl = 'https://api.elevenlabs.io',
}: ElevenLabs): Provider {
  return {
    id: 'elevenlabs',
    flavour: `${model}|${voice}|${stability}|${speed}`,
    limits: { concurrency, textMax: 5000, textUnit: 'characters', timeoutMs: 20_000, isFree: false },
    async speak(request, signal) {
      const format = request.rate === 8000 ? 'wav_8000' : 'wav_22050'
      const pace = Math.min(SPEED.max, Math.max(SPEED.min, speed * request.speed))
      const body = {
        text: request.text,
        model_id: model,
        ...(TOLD_LANGUAGE.test(model) && { language_code: languageOf(request.language) }),
        voice_settings: { stability, similarity_boost: 0.75, style: 0, use_speaker_boost: true, speed: pace },
      }
      const url = `${baseUrl}/v1/text-to-speech/${encodeURIComponent(request.voice ?? voice)}?output_format=${format}`
      const headers = { 'xi-api-key': key, 'content-type': 'application/json', accept: 'audio/*' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      return soundOf(NAME, await exchange({ name: NAME, url, init, faultOf }, signal))
    },
  }
}

function faultOf(answer: Answer): Fault | undefined {
  return FAULTS.get(at(wordsOf(answer), 'detail', 'status'))
}
