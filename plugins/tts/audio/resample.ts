import type { Pcm } from './pcm.ts'

/** Zero crossings of the kernel on each side. */
const CROSSINGS = 16
/** What is let through of the band that fits, so that little folds back. */
const PASS = 0.94

/** The same sound at another rate: a sinc under a Blackman window, one set of weights for each place between two samples. */
export function resample(pcm: Pcm, rate: number): Pcm {
  if (pcm.rate === rate || pcm.samples.length === 0) return { samples: pcm.samples, rate }
  const divisor = gcd(pcm.rate, rate)
  const up = rate / divisor
  const down = pcm.rate / divisor
  const cutoff = Math.min(1, rate / pcm.rate) * PASS
  const reach = Math.ceil(CROSSINGS / cutoff)
  const weights = kernel(up, cutoff, reach)
  const out = new Float32Array(Math.floor((pcm.samples.length * up) / down))
  for (let n = 0; n < out.length; n += 1) {
    const at = n * down
    out[n] = weigh(pcm.samples, Math.floor(at / up) - reach + 1, weights, (at % up) * reach * 2, reach * 2)
  }
  return { samples: out, rate }
}

function weigh(samples: Float32Array, from: number, weights: Float32Array, offset: number, taps: number): number {
  let sum = 0
  const first = Math.max(0, -from)
  const last = Math.min(taps, samples.length - from)
  for (let tap = first; tap < last; tap += 1) sum += (samples[from + tap] ?? 0) * (weights[offset + tap] ?? 0)
  return sum
}

/** One row of weights for each of `phases` places between two samples; each row adds up to 1. */
export function kernel(phases: number, cutoff: number, reach: number): Float32Array {
  const taps = reach * 2
  const weights = new Float32Array(phases * taps)
  for (let phase = 0; phase < phases; phase += 1) {
    let sum = 0
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - reach + 1 - phase / phases
      const weight = sinc(distance * cutoff) * blackman(distance / reach)
      weights[phase * taps + tap] = weight
      sum += weight
    }
    for (let tap = 0; tap < taps; tap += 1) weights[phase * taps + tap] = (weights[phase * taps + tap] ?? 0) / sum
  }
  return weights
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function blackman(x: number): number {
  return Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x)
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
