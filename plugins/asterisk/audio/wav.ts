import { PermanentError } from '#sdk/failures'

const RATE = 8000
const HEADER_BYTES = 44

/** How long it plays. Throws PermanentError for what Asterisk would not play: it takes 8,000 Hz, 16 bits, one channel, and says nothing of any other. */
export function readWav(bytes: Uint8Array): { readonly seconds: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  const fits =
    bytes.length > HEADER_BYTES &&
    word(0) === 'RIFF' &&
    word(8) === 'WAVE' &&
    view.getUint16(20, true) === 1 &&
    view.getUint16(22, true) === 1 &&
    view.getUint32(24, true) === RATE &&
    view.getUint16(34, true) === 16
  if (!fits) throw new PermanentError('The sound is not a WAV file of 8,000 Hz, 16 bits and one channel, which is all that Asterisk plays')
  return { seconds: (bytes.length - HEADER_BYTES) / 2 / RATE }
}
