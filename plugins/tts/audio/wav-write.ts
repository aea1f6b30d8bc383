import type { Pcm } from './pcm.ts'

const WAV_HEADER_BYTES = 44

/** A RIFF file of one channel, 16 bits. */
export function writeWav({ samples, rate }: Pcm): Uint8Array {
  const bytes = new Uint8Array(WAV_HEADER_BYTES + samples.length * 2)
  const view = new DataView(bytes.buffer)
  const word = (at: number, text: string) => {
    for (let n = 0; n < text.length; n += 1) view.setUint8(at + n, text.charCodeAt(n))
  }
  word(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  word(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  word(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  for (let n = 0; n < samples.length; n += 1) {
    const sample = Math.round((samples[n] ?? 0) * 32_768)
    view.setInt16(WAV_HEADER_BYTES + n * 2, Math.max(-32_768, Math.min(32_767, sample)), true)
  }
  return bytes
}
