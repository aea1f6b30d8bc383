import { limit } from './limit.ts'
import { loudness } from './loudness.ts'
import type { Pcm } from './pcm.ts'

/** What OBS and the ear expect of speech. */
export const TARGET_LUFS = -16
export const CEILING_DBTP = -1.5
/** Noise is not made loud. */
const MOST_GAIN_DB = 36
/** A little below the ceiling: the limiter's own steps add to the peaks. */
const CEILING = 10 ** ((CEILING_DBTP - 0.1) / 20)
/** The limiter takes away from the loudness, so that it is measured and raised again. */
const ROUNDS = 3
const CLOSE_DB = 0.2

/** The sound as loud as all others are, its peaks below the ceiling; silence stays silence. */
export function level({ samples, rate }: Pcm): Pcm {
  let out = samples
  let leftDb = MOST_GAIN_DB
  for (let round = 0; round < ROUNDS; round += 1) {
    const missing = Math.min(leftDb, TARGET_LUFS - loudness({ samples: out, rate }))
    if (!Number.isFinite(missing) || (round > 0 && Math.abs(missing) < CLOSE_DB)) break
    leftDb -= Math.max(0, missing)
    const gain = 10 ** (missing / 20)
    out = limit(
      out.map((sample) => sample * gain),
      { ceiling: CEILING, rate },
    )
  }
  return { samples: out, rate }
}
