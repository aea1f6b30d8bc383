import { createHash } from 'node:crypto'
import { cleanText, NAME } from './text.ts'

const HASH_CHARACTERS = 16

/**
 * The handle of who is known by a name alone: one for each name, however it is written, and the same at any time.
 * Letters, digits and single blanks say all of a name; of another the hash is added, behind a point that no plain one has. `otherwise` stands where nothing of
 * the name can be read.
 */
export function handleOf(name: string, otherwise: string): string {
  const whole = cleanText(name, NAME).normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()
  if (/^[\p{L}\p{M}\p{N} ]+$/u.test(whole)) return whole.replaceAll(' ', '_')
  const readable = whole.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_').replaceAll(/^_|_$/g, '') || otherwise
  return `${readable}.${createHash('sha256').update(whole).digest('hex').slice(0, HASH_CHARACTERS)}`
}
