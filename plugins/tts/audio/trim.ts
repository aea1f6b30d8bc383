import type { Pcm } from './pcm.ts'

const WINDOW_MS = 10
/** Below the loudest window by so much, or below the floor: silence. */
const BELOW_LOUDEST = 10 ** (-40 / 20)
const FLOOR = 10 ** (-60 / 20)
/** What is left around the sound: a word's first breath, its last echo. */
const KEPT_MS = { before: 20, after: 40 }

/** The sound without the silence before and after it; nothing when there is only silence. */
export function trim({ samples, rate }: Pcm): Pcm {
  const size = Math.max(1, Math.round((WINDOW_MS / 1000) * rate))
  const levels = windowLevels(samples, size)
  const limit = Math.max(FLOOR, levels.reduce((most, level) => Math.max(most, level), 0) * BELOW_LOUDEST)
  const first = levels.findIndex((level) => level >= limit)
  if (first === -1) return { samples: new Float32Array(0), rate }
  const last = levels.findLastIndex((level) => level >= limit)
  const from = Math.max(0, first * size - Math.round((KEPT_MS.before / 1000) * rate))
  const to = Math.min(samples.length, (last + 1) * size + Math.round((KEPT_MS.after / 1000) * rate))
  return { samples: samples.slice(from, to), rate }
}

/** How loud each window is, as a root mean square. */
function windowLevels(samples: Float32Array, size: number): Float32Array {
  const levels = new Float32Array(Math.ceil(samples.length / size))
  for (let window = 0; window < levels.length; window += 1) {
    const end = Math.min(samples.length, (window + 1) * size)
    let sum = 0
    for (let n = window * size; n < end; n += 1) sum += (samples[n] ?? 0) ** 2
    levels[window] = Math.sqrt(sum / (end - window * size))
  }
  return levels
}
