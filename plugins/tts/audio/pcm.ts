/** Sound of one channel. */
export type Pcm = {
  /** -1 to 1. */
  readonly samples: Float32Array
  /** Samples a second. */
  readonly rate: number
}

/** How long it is, in milliseconds. */
export function durationMs({ samples, rate }: Pcm): number {
  return (samples.length / rate) * 1000
}

/** Nothing to be heard, for so many milliseconds. */
export function silence(ms: number, rate: number): Pcm {
  return { samples: new Float32Array(Math.max(0, Math.round((ms / 1000) * rate))), rate }
}
