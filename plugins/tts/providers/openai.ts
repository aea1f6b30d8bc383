import { type Answer, at, exchange, wordsOf } from './exchange.ts'
import type { Provider } from './provider.ts'
import type { Fault } from './provider-error.ts'
import { soundOf } from './sound.ts'

export type OpenAi = {
  readonly key: string
  readonly voice: string
  readonly model: string
  /** How to say it, for models that can be told. */
  readonly instructions?: string | undefined
  readonly baseUrl?: string | undefined
}

const NAME = 'OpenAI'
const UNTOLD = /^tts-1/
const SPEED = { min: 0.25, max: 4 }

/** https://platform.openai.com/docs/api-reference/audio/createSpeech */
export function openAi({ key, voice, model, instructions, baseUrl = 'https://api.openai.com/v1' }: OpenAi): Provider {
  const told = instructions && !UNTOLD.test(model) ? { instructions } : {}
  return {
    id: 'openai',
    flavour: `${model}|${voice}|${told.instructions ?? ''}`,
    limits: { concurrency: 4, textMax: 4096, textUnit: 'characters', timeoutMs: 20_000, isFree: false },
    async speak(request, signal) {
      const body = {
        model,
        voice: request.voice ?? voice,
        input: request.text,
        response_format: 'wav',
        speed: Math.min(SPEED.max, Math.max(SPEED.min, request.speed)),
        ...told,
      }
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      return soundOf(NAME, await exchange({ name: NAME, url: `${baseUrl}/audio/speech`, init, faultOf }, signal))
    },
  }
}

/** An account that is used up comes as 429, like too many requests. */
function faultOf(answer: Answer): Fault | undefined {
  const error = at(wordsOf(answer), 'error')
  return [at(error, 'code'), at(error, 'type')].includes('insufficient_quota') ? 'quota' : undefined
}
