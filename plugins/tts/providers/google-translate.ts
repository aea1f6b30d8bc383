import { type Answer, exchange } from './exchange.ts'
import { languageOf } from './locale.ts'
import type { Provider } from './provider.ts'
import type { Fault } from './provider-error.ts'
import { soundOf } from './sound.ts'

const NAME = 'Google Translate'
const SLOW = { below: 0.75, speed: '0.24' }

/** What the translator's page reads aloud with. Nobody promises it, and its terms may forbid it: off until an operator switches it on. */
export function googleTranslate({ baseUrl = 'https://translate.google.com' }: { readonly baseUrl?: string | undefined } = {}): Provider {
  return {
    id: 'google-translate',
    flavour: '',
    limits: { concurrency: 1, textMax: 200, textUnit: 'characters', timeoutMs: 10_000, isFree: false },
    async speak({ text, language, speed }, signal) {
      const query = new URLSearchParams({
        ie: 'UTF-8',
        q: text,
        tl: languageOf(language),
        total: '1',
        idx: '0',
        textlen: String(text.length),
        client: 'tw-ob',
        prev: 'input',
        ttsspeed: speed < SLOW.below ? SLOW.speed : '1',
      })
      return soundOf(NAME, await exchange({ name: NAME, url: `${baseUrl}/translate_tts?${query}`, init: {}, faultOf }, signal))
    },
  }
}

/** To be sent elsewhere, to a page that asks whether one is a person, is being shut out. */
function faultOf({ status }: Answer): Fault | undefined {
  return status === 429 || status === 302 || status === 303 || status === 307 ? 'throttled' : undefined
}
