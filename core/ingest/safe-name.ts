import { boundedGraphemes } from './text.ts'

/** What a person is called when nothing of the name or the handle can be said aloud. */
export const NOBODY = 'Someone'

/**
 * A name that speech and narrow displays can use: one line of at most 32 graphemes, letters as plain as Unicode can make them,
 * no emoji, no symbols, nothing invisible. Never empty: falls back to the handle, then to a neutral word.
 */
export function safeName(displayName: string, handle: string): string {
  if (PLAIN.test(displayName)) return displayName
  const known = said.get(displayName)
  if (known !== undefined) return known || sayable(handle) || NOBODY
  if (said.size === MAX_SAID) said.clear()
  const name = sayable(displayName)
  said.set(displayName, name)
  return name || sayable(handle) || NOBODY
}

/** The same viewers come again and again, and every one of their names costs more than the rest of their event. */
const said = new Map<string, string>()
const MAX_SAID = 5000

const MAX_GRAPHEMES = 32
const PLAIN = /^[A-Za-z0-9](?:[A-Za-z0-9._-]| (?! )){0,30}[A-Za-z0-9.]$/
const SAYABLE = /[\p{L}\p{N}]/u
// Hangul fillers are letters to Unicode, and blank to everybody else.
const UNSAYABLE = /[\p{C}\p{So}\p{Sk}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Variation_Selector}\p{Me}\u115f\u1160\u3164\uffa0]/gu
/** Marks that belong to no script are what zalgo is made of; NFKC has already joined the useful ones to their letters. */
const STACKED = /(\p{Script=Inherited})\p{Script=Inherited}+/gu

function sayable(name: string) {
  // NFKC can make 18 characters of one.
  const plain = name.slice(0, 1024).normalize('NFKC').replace(/\s+/gu, ' ').replace(UNSAYABLE, '').replace(STACKED, '$1')
  const short = boundedGraphemes(plain.replace(/ {2,}/g, ' ').trim(), MAX_GRAPHEMES).trim()
  return SAYABLE.test(short) ? short : ''
}
