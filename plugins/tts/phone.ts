import type { Speech } from './speech.ts'
import { SpeechError } from './speech-error.ts'

export type PhoneAsked = { readonly text: string; readonly language?: string; readonly part?: number }
export type Phone = ReturnType<typeof createPhone>

/** An answer has at most 256 KiB; base64 makes four of three. */
const PART_BYTES = 150_000
const MAX_KEPT = 10

/** Sounds for telephones, in parts that fit into an answer. The first part makes the sound; the last ten are kept for those who fetch the others. */
export function createPhone(speech: Pick<Speech, 'say'>) {
  const made = new Map<string, Uint8Array>()

  return async ({ text, language, part = 0 }: PhoneAsked, signal: AbortSignal) => {
    const key = JSON.stringify([text, language])
    const wav = part === 0 ? (await speech.say({ text, language, format: '8k' }, signal)).wav : made.get(key)
    if (!wav) throw new SpeechError('empty', 'This sound is not kept any more; ask for its part 0 again')
    made.delete(key)
    made.set(key, wav)
    for (const oldest of made.keys()) if (made.size > MAX_KEPT) made.delete(oldest)
    return { wav: base64(wav.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)), parts: Math.ceil(wav.length / PART_BYTES) }
  }
}

/** In pieces: a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
