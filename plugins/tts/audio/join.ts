import type { Pcm } from './pcm.ts'

/** Sounds one behind the other, with silence in between. Throws TypeError when there is none, or their rates differ: they would be played too fast or too slow. */
export function join(pieces: readonly Pcm[], { gapMs }: { readonly gapMs: number }): Pcm {
  const rate = pieces[0]?.rate
  if (rate === undefined) throw new TypeError('There is no sound to join')
  if (pieces.some((piece) => piece.rate !== rate)) throw new TypeError('Sounds of different rates cannot be joined')
  const gap = Math.round((gapMs / 1000) * rate)
  const length = pieces.reduce((sum, { samples }) => sum + samples.length, gap * (pieces.length - 1))
  const samples = new Float32Array(length)
  let at = 0
  for (const piece of pieces) {
    samples.set(piece.samples, at)
    at += piece.samples.length + gap
  }
  return { samples, rate }
}
