import { exchange } from './exchange.ts'
import { localeOf } from './locale.ts'
import type { Provider } from './provider.ts'
import { ProviderError } from './provider-error.ts'
import { soundOf } from './sound.ts'
import { ssml } from './ssml.ts'

export type Azure = {
  readonly key: string
  /** For example westeurope. */
  readonly region: string
  /** Its own for each language without. */
  readonly voice?: string | undefined
  readonly baseUrl?: string | undefined
}

const NAME = 'Azure'
const REGION = /^[a-z0-9-]{1,40}$/
const VOICES: Readonly<Record<string, string>> = {
  'es-ES': 'es-ES-ElviraNeural',
  'es-MX': 'es-MX-DaliaNeural',
  'es-US': 'es-US-PalomaNeural',
  'en-US': 'en-US-JennyNeural',
  'en-GB': 'en-GB-SoniaNeural',
}
/** Speaks any language, for those without a voice of their own here. */
const ANY_VOICE = 'en-US-JennyMultilingualNeural'

/** https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech */
export function azure({ key, region, voice, baseUrl }: Azure): Provider {
  const url = `${baseUrl ?? `https://${region}.tts.speech.microsoft.com`}/cognitiveservices/v1`
  return {
    id: 'azure',
    flavour: voice ?? '',
    limits: { concurrency: 4, textMax: 3000, textUnit: 'characters', timeoutMs: 20_000, isFree: false },
    async speak(request, signal) {
      // It is part of an address.
      if (!REGION.test(region))
        throw new ProviderError('auth', `${NAME} has no region of this name: check the settings, for example westeurope`)
      const locale = localeOf(request.language)
      const speaker = request.voice ?? voice ?? VOICES[locale] ?? ANY_VOICE
      const headers = {
        'ocp-apim-subscription-key': key,
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': request.rate === 8000 ? 'riff-8khz-16bit-mono-pcm' : 'riff-22050hz-16bit-mono-pcm',
        'user-agent': 'Showrunner',
      }
      const body = ssml({ text: request.text, locale, voice: speaker, speed: request.speed })
      return soundOf(NAME, await exchange({ name: NAME, url, init: { method: 'POST', headers, body } }, signal))
    },
  }
}
