const RATE = 8000

/** A tone that rises from 300 to 3,000 Hz, so that no part of it is like another: samples of -1 to 1, at 8 kHz. */
export function tone(ms: number): Float32Array {
  const count = Math.round((ms / 1000) * RATE)
  const rise = (2700 / (count / RATE)) * Math.PI
  return Float32Array.from({ length: count }, (_, n) => 0.4 * Math.sin(2 * Math.PI * 300 * (n / RATE) + rise * (n / RATE) ** 2))
}

/** A WAV file as Asterisk plays it. */
export function wavOf(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2)
  const view = new DataView(bytes.buffer)
  for (const [at, word] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const)
    for (let n = 0; n < word.length; n += 1) view.setUint8(at + n, word.charCodeAt(n))
  for (const [at, value] of [
    [4, bytes.length - 8],
    [16, 16],
    [24, RATE],
    [28, RATE * 2],
    [40, samples.length * 2],
  ] as const)
    view.setUint32(at, value, true)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    view.setUint16(at, value, true)
  samples.forEach((sample, n) => void view.setInt16(44 + n * 2, Math.round(sample * 32767), true))
  return bytes
}

export const loudness = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

/** How alike two sounds are, from 0 to 1, where the second begins at its best place in the first; and where that is. */
export function likeness(heard: Float32Array, sent: Float32Array): { readonly share: number; readonly at: number } {
  let best = { share: 0, at: 0 }
  for (let at = 0; at + sent.length / 2 < heard.length; at += 1) {
    const part = heard.subarray(at, at + sent.length)
    const share = correlation(part, sent.subarray(0, part.length))
    if (share > best.share) best = { share, at }
  }
  return best
}

function correlation(one: Float32Array, other: Float32Array): number {
  let product = 0
  let energy = 0
  let otherEnergy = 0
  for (let n = 0; n < one.length; n += 1) {
    const [a = 0, b = 0] = [one[n], other[n]]
    product += a * b
    energy += a * a
    otherEnergy += b * b
  }
  return product / Math.sqrt(energy * otherEnergy || 1)
}
