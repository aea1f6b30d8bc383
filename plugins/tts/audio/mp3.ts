import './no-worker.ts'
import { MPEGDecoder } from 'mpg123-decoder'
import type { Pcm } from './pcm.ts'

/** Reads MPEG sound, several channels as one. Needs WebAssembly. Throws TypeError when there is no sound in it. */
export async function readMp3(file: Uint8Array): Promise<Pcm> {
  const decoder = new MPEGDecoder()
  await decoder.ready
  try {
    const { channelData, sampleRate } = decoder.decode(file)
    const [left, right] = channelData
    if (!left?.length) throw new TypeError('No MPEG file of sound')
    return { samples: right ? left.map((sample, n) => (sample + (right[n] ?? 0)) / 2) : left.slice(), rate: sampleRate }
  } finally {
    decoder.free()
  }
}

/** Whether it begins as MPEG sound does: with a tag, or with a frame. */
export function isMp3(file: Uint8Array): boolean {
  const [a, b = 0, c] = file
  return (a === 0x49 && b === 0x44 && c === 0x33) || (a === 0xff && (b & 0xe0) === 0xe0)
}
