import type { Pcm } from '../../../../plugins/tts/speech.ts'

type Tone = { readonly ms?: number; readonly rate?: number; readonly hz?: number; readonly peak?: number }

/** A sine. */
export function tone({ ms = 1000, rate = 22_050, hz = 997, peak = 0.25 }: Tone = {}): Pcm {
  const samples = Float32Array.from({ length: Math.round((ms / 1000) * rate) }, (_, n) => peak * Math.sin((2 * Math.PI * hz * n) / rate))
  return { samples, rate }
}

/** Something like speech: syllables of a humming voice with hisses and pauses in between, the same for the same seed. */
export function speechLike({ ms = 1000, rate = 22_050, peak = 0.3, seed = 1 }: Tone & { readonly seed?: number } = {}): Pcm {
  let state = seed
  const noise = () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 1_073_741_823.5 - 1
  }
  const samples = Float32Array.from({ length: Math.round((ms / 1000) * rate) }, (_, n) => {
    const s = n / rate
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * s + 0.6)) ** 0.5
    const voice = [1, 2, 3, 5, 8].reduce((sum, harmonic) => sum + Math.sin(2 * Math.PI * 140 * harmonic * s) / harmonic, 0)
    return peak * syllable * (voice / 2 + 0.1 * noise())
  })
  return { samples, rate }
}

/** Root mean square. */
export function rms({ samples }: Pcm): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

/** With silence before and after it. */
export function silenced({ samples, rate }: Pcm, ms: number): Pcm {
  const silent = Math.round((ms / 1000) * rate)
  const out = new Float32Array(samples.length + silent * 2)
  out.set(samples, silent)
  return { samples: out, rate }
}
