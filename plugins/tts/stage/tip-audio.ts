import type { Spoken } from '../speech.ts'
import type { Entry } from './entry.ts'

/** As much as one message carries once it is written as text. */
const MAX_BYTES = 180 * 1024

/** The sound of a tip as whoever sent it gets it; undefined for anything else, and when it is too long for one message. */
export function tipAudio({ wav, ms }: Pick<Spoken, 'wav' | 'ms'>, { tip }: Pick<Entry, 'tip'>) {
  if (!tip || wav.length > MAX_BYTES) return undefined
  return { ...tip, audioBase64: base64(wav), format: 'wav', durationMs: ms }
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = []
  // So many at once that a call can take them.
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return btoa(parts.join(''))
}
