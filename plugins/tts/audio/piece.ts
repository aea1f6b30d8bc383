import { fade } from './fade.ts'
import { level } from './level.ts'
import type { Pcm } from './pcm.ts'
import { resample } from './resample.ts'
import { trim } from './trim.ts'

/** In cache keys: what was made ready in another way is made anew. */
export const PIECE_VERSION = '1'
/** What every piece is kept at, so that any two can be joined. */
export const PIECE_RATE = 22_050

/** What a provider said, made so that it can be joined to any other: at one rate, without silence around it, as loud as all, with soft ends. */
export function piece(said: Pcm): Pcm {
  return fade(level(trim(resample(said, PIECE_RATE))))
}
