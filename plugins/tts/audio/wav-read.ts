import type { Pcm } from './pcm.ts'

type Format = { readonly kind: 'integer' | 'float'; readonly channels: number; readonly rate: number; readonly bytes: number }

const INTEGER = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
const RATES = { min: 8000, max: 192_000 }

export type WavOptions = {
  /** The sizes in the file must be those that it has: what was cut off while it was written is refused. */
  readonly isWhole?: boolean
}

/**
 * Reads a RIFF file of integers (8 to 32 bits) or floats; several channels become one. A service that sends while it speaks does not know the length and
 * writes 0 or the largest number: then everything to the end counts. Throws TypeError for anything else.
 */
export function readWav(file: Uint8Array, { isWhole = false }: WavOptions = {}): Pcm {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 12 || word(view, 0) !== 'RIFF' || word(view, 8) !== 'WAVE') throw new TypeError('No RIFF file of sound')
  if (isWhole && view.getUint32(4, true) !== file.length - 8) throw new TypeError('The RIFF file is not whole')
  let format: Format | undefined
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true)
    const from = at + 8
    if (word(view, at) === 'fmt ') format = formatAt(view, from, size)
    if (word(view, at) === 'data') {
      if (!format) throw new TypeError('The RIFF file does not say its format')
      const rest = file.length - from
      if (isWhole && size !== rest) throw new TypeError('The RIFF file is not whole')
      return mixed(view, from, size === 0 || size > rest ? rest : size, format)
    }
    at = from + size + (size % 2)
  }
  throw new TypeError('The RIFF file has no sound')
}

function formatAt(view: DataView, at: number, size: number): Format {
  if (size < 16 || at + size > view.byteLength) throw new TypeError('The RIFF file does not say its format')
  const tag = view.getUint16(at, true)
  const code = tag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : tag
  const channels = view.getUint16(at + 2, true)
  const rate = view.getUint32(at + 4, true)
  const bytes = view.getUint16(at + 14, true) / 8
  const isKnown = (code === INTEGER && [1, 2, 3, 4].includes(bytes)) || (code === FLOAT && bytes === 4)
  if (!isKnown || channels < 1 || channels > 8) throw new TypeError('The RIFF file has a format that is not read here')
  if (rate < RATES.min || rate > RATES.max) throw new TypeError('The RIFF file has a sample rate that is not read here')
  return { kind: code === FLOAT ? 'float' : 'integer', channels, rate, bytes }
}

function mixed(view: DataView, from: number, size: number, { kind, channels, rate, bytes }: Format): Pcm {
  const frames = Math.floor(size / (bytes * channels))
  const samples = new Float32Array(frames)
  const read = READERS[kind === 'float' ? 'float' : bytes]
  for (let frame = 0, at = from; frame < frames; frame += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1, at += bytes) sum += read?.(view, at) ?? 0
    samples[frame] = sum / channels
  }
  return { samples, rate }
}

const READERS: Readonly<Record<string | number, (view: DataView, at: number) => number>> = {
  1: (view, at) => (view.getUint8(at) - 128) / 128,
  2: (view, at) => view.getInt16(at, true) / 32768,
  3: (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  4: (view, at) => view.getInt32(at, true) / 2_147_483_648,
  float: (view, at) => {
    const sample = view.getFloat32(at, true)
    return Number.isFinite(sample) ? sample : 0
  },
}

function word(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}
