import type { Pcm } from './pcm.ts'

const BLOCK_S = 0.4
const STEP_S = 0.1
const ABSOLUTE_GATE = -70
const RELATIVE_GATE = -10
const OFFSET = -0.691

/**
 * Integrated loudness in LUFS by ITU-R BS.1770-4, one channel; -Infinity for silence. What is shorter than a block of 400 ms is measured as one block.
 */
export function loudness(pcm: Pcm): number {
  const energies = blockEnergies(weighted(pcm), pcm.rate)
  const audible = energies.filter((energy) => lufs(energy) > ABSOLUTE_GATE)
  if (audible.length === 0) return Number.NEGATIVE_INFINITY
  const gate = lufs(mean(audible)) + RELATIVE_GATE
  return lufs(mean(audible.filter((energy) => lufs(energy) > gate)))
}

const lufs = (energy: number) => OFFSET + 10 * Math.log10(energy)

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function blockEnergies(samples: Float32Array, rate: number): readonly number[] {
  const block = Math.min(samples.length, Math.round(BLOCK_S * rate))
  const step = Math.round(STEP_S * rate)
  const energies: number[] = []
  for (let from = 0; block > 0 && from + block <= samples.length; from += step) {
    let sum = 0
    for (let n = from; n < from + block; n += 1) sum += (samples[n] ?? 0) ** 2
    energies.push(sum / block)
  }
  return energies
}

/** What an ear would hear of it: the two filters of the standard, worked out for any rate. */
function weighted({ samples, rate }: Pcm): Float32Array {
  return filtered(filtered(samples, shelf(rate)), highPass(rate))
}

type Biquad = readonly [b0: number, b1: number, b2: number, a1: number, a2: number]

function shelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  const b = [high + (band * k) / q + k * k, 2 * (k * k - high), high - (band * k) / q + k * k] as const
  return [b[0] / a0, b[1] / a0, b[2] / a0, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]
}

function highPass(rate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]
}

function filtered(samples: Float32Array, [b0, b1, b2, a1, a2]: Biquad): Float32Array {
  const out = new Float32Array(samples.length)
  let z1 = 0
  let z2 = 0
  for (let n = 0; n < samples.length; n += 1) {
    const x = samples[n] ?? 0
    const y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    out[n] = y
  }
  return out
}
