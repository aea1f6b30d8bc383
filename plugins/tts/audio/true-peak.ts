import { kernel } from './resample.ts'

const OVER = 4
const REACH = 6
const WEIGHTS = kernel(OVER, 0.97, REACH)

/** How far the wave goes at each sample and between it and the next, seen at four times the rate (ITU-R BS.1770, annex 2). */
export function peaks(samples: Float32Array): Float32Array {
  const out = new Float32Array(samples.length)
  for (let n = 0; n < samples.length; n += 1) {
    let most = Math.abs(samples[n] ?? 0)
    for (let phase = 1; phase < OVER; phase += 1) most = Math.max(most, Math.abs(between(samples, n, phase)))
    out[n] = most
  }
  return out
}

/** The highest of them, in dBTP. */
export function truePeak(samples: Float32Array): number {
  return 20 * Math.log10(peaks(samples).reduce((most, peak) => Math.max(most, peak), 0))
}

function between(samples: Float32Array, at: number, phase: number): number {
  const taps = REACH * 2
  const from = at - REACH + 1
  const first = Math.max(0, -from)
  const last = Math.min(taps, samples.length - from)
  let sum = 0
  for (let tap = first; tap < last; tap += 1) sum += (samples[from + tap] ?? 0) * (WEIGHTS[phase * taps + tap] ?? 0)
  return sum
}
