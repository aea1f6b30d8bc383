import { plain } from '#sdk/plain'
import { type Encode, fill } from '#sdk/template'
import type { GameMessage } from './message.ts'

/** Where a template's fields stand, which says what would end them there. */
export type Place = 'line' | 'word' | 'json' | 'url'

/** Of a place in a template, so that no viewer's text ends a field, a string or a line there. */
const ENCODERS: Readonly<Record<Place, (template: string) => Encode>> = {
  line: (template) => (text) => withoutMarks(template, text),
  word: (template) => (text) => withoutMarks(template, text).replace(/\s+/g, '_') || '_',
  json: () => (text) => JSON.stringify(text.toWellFormed().replace(/[\p{Zl}\p{Zp}]/gu, ' ')).slice(1, -1),
  url: () => (text) => encodeURIComponent(text.toWellFormed()),
}

/** A template with the message's fields in it. Only what viewers write loses what the template itself says; ids and commands are as they are. */
export function written(template: string, message: GameMessage, place: Place): string {
  const { id, type, command, ...fields } = message
  const encode = ENCODERS[place](template)
  const own = fill(template, { id, type, command }, place === 'line' || place === 'word' ? plain : encode)
  return fill(own, fields, encode)
}

/** A plain line without what the template itself says between its fields, such as | or ", and without backslashes. */
function withoutMarks(template: string, text: string): string {
  const marks = new Set(template.replace(/\{[a-zA-Z]+\}/g, '').match(/[^\p{L}\p{N}\s]/gu)).add('\\')
  return plain(Array.from(plain(text), (char) => (marks.has(char) ? ' ' : char)).join(''))
}
