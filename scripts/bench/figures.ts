/** What a handful of measurements say together. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number; readonly rounds: number }

/** Milliseconds. */
export type Latency = { readonly p50: number; readonly p99: number; readonly max: number; readonly samples: number }

/** The value below which that share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (numbers: readonly number[]) => percentile(numbers, 0.5)

export function spreadOf(numbers: readonly number[]): Spread {
  return { median: median(numbers), min: Math.min(...numbers), max: Math.max(...numbers), rounds: numbers.length }
}

export function latencyOf(ms: readonly number[]): Latency {
  return { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99), max: Math.max(...ms), samples: ms.length }
}

/** Of several rounds: the median of each figure, and the worst of all. */
export function latencyOfRounds(rounds: readonly Latency[]): Latency {
  return {
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    max: Math.max(...rounds.map(({ max }) => max)),
    samples: rounds.reduce((sum, { samples }) => sum + samples, 0),
  }
}

export const whole = (number: number) => Math.round(number).toLocaleString('en')
export const percent = (share: number) => `${(share * 100).toFixed(0)} %`
export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
export const ms = (number: number) => (number < 100 ? number.toFixed(1) : whole(number))
export const spread = ({ median, min, max }: Spread, show: (number: number) => string = whole) =>
  `${show(median)} (${show(min)}–${show(max)})`
export const latency = ({ p50, p99, max }: Latency) => [ms(p50), ms(p99), ms(max)]
