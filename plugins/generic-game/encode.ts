import { type Encode, fill } from '#sdk/template'
import { fieldsOf, type GameMessage } from './message.ts'

/** Where a template's fields stand, which says what would end them there. */
export type Place = 'line' | 'word' | 'json' | 'url'

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

/** Of a place in a template, so that no viewer's text ends a field, a string or a line there. */
const ENCODERS: Readonly<Record<Place, (template: string) => Encode>> = {
  line: (template) => (text) => plain(template, text),
  word: (template) => (text) => plain(template, text).trim().replace(/\s+/g, '_'),
  json: () => (text) => JSON.stringify(text.toWellFormed()).slice(1, -1).replace(CONTROL, ''),
  url: () => (text) => encodeURIComponent(text.toWellFormed()),
}

/** A template with the message's fields in it. */
export function written(template: string, message: GameMessage, place: Place): string {
  return fill(template, fieldsOf(message), ENCODERS[place](template))
}

/** Without what the template itself says between its fields, such as | or ", and without control characters and backslashes. */
function plain(template: string, text: string): string {
  const marks = new Set(template.replace(/\{[a-zA-Z]+\}/g, '').match(/[^\p{L}\p{N}\s]/gu))
  const isMark = (char: string) => marks.has(char) || char === '\\'
  return Array.from(text.replace(CONTROL, ' '), (char) => (isMark(char) ? ' ' : char)).join('')
}
