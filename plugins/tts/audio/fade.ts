import type { Pcm } from './pcm.ts'

const FADE_MS = 5

/** The sound with ends that go to nothing within 5 ms, so that what is joined does not click. */
export function fade({ samples, rate }: Pcm): Pcm {
  const length = Math.min(Math.round((FADE_MS / 1000) * rate), Math.floor(samples.length / 2))
  const out = samples.slice()
  for (let n = 0; n < length; n += 1) {
    const gain = n / length
    out[n] = (out[n] ?? 0) * gain
    out[out.length - 1 - n] = (out[out.length - 1 - n] ?? 0) * gain
  }
  return { samples: out, rate }
}
