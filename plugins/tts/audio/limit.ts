import { peaks } from './true-peak.ts'

const REACH_MS = 3

/**
 * The sound with no peak above the ceiling: around each that would be, the gain goes down and up again within 3 ms on either side. The gain at a sample is the
 * mean of the lowest gains around it, so that it is never above what the sample needs.
 */
export function limit(samples: Float32Array, { ceiling, rate }: { readonly ceiling: number; readonly rate: number }): Float32Array {
  const needed = peaks(samples).map((peak) => (peak > ceiling ? ceiling / peak : 1))
  if (needed.every((gain) => gain === 1)) return samples
  const reach = Math.round((REACH_MS / 1000) * rate)
  const gains = smoothed(lowest(needed, reach), reach)
  return samples.map((sample, n) => sample * (gains[n] ?? 0))
}

/** The least of each value and those within reach of it. Indices of values that may still be a least wait in a line, the least in front. */
function lowest(values: Float32Array, reach: number): Float32Array {
  const out = new Float32Array(values.length)
  const line: number[] = []
  let front = 0
  for (let n = 0; n < values.length + reach; n += 1) {
    if (n < values.length) {
      while (line.length > front && (values[line.at(-1) ?? n] ?? 0) >= (values[n] ?? 0)) line.pop()
      line.push(n)
    }
    const at = n - reach
    if (at < 0) continue
    while ((line[front] ?? 0) < at - reach) front += 1
    out[at] = values[line[front] ?? 0] ?? 0
  }
  return out
}

function smoothed(values: Float32Array, reach: number): Float32Array {
  const out = new Float32Array(values.length)
  const at = (n: number) => values[Math.max(0, Math.min(values.length - 1, n))] ?? 0
  let sum = 0
  for (let n = -reach; n <= reach; n += 1) sum += at(n)
  for (let n = 0; n < values.length; n += 1) {
    out[n] = Math.min(1, sum / (reach * 2 + 1))
    sum += at(n + reach + 1) - at(n - reach)
  }
  return out
}
