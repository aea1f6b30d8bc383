import { balanceBidi, HAS_BIDI, MAX_DEPTH } from './bidi.ts'

/** How much of a text is kept, and whether it may have more than one line. */
export type TextRule = { readonly maxBytes: number; readonly maxGraphemes: number; readonly plain: RegExp }

/** What people write: 4 KiB of UTF-8, lines and tabs allowed. `plain` is what needs no look. */
export const MESSAGE: TextRule = { maxBytes: 4096, maxGraphemes: 4096, plain: /^[\n\t\x20-\x7e]*$/ }

/** What people and things are called: one line of 128 graphemes. */
export const NAME: TextRule = { maxBytes: 4096, maxGraphemes: 128, plain: /^[\x20-\x7e]*$/ }

/**
 * Text that is safe to keep, show and hand on: well-formed, without control characters, with its direction marks closed,
 * at most 8 combining marks on a character, and bounded. Everything else stays. Cleaning twice changes nothing; the time is linear.
 */
export function cleanText(text: string, rule: TextRule): string {
  if (isCleanText(text, rule)) return text
  // More than this cannot survive the bounds unless most of it is removed anyway.
  const visible = withoutControls(text.slice(0, 4 * rule.maxBytes).toWellFormed())
  const oneLine = rule === NAME ? visible.replace(LINE_BREAKS, ' ') : visible
  const calm = oneLine.replace(MARKS_IN_A_ROW, firstMarks)
  if (!HAS_BIDI.test(calm)) return bounded(calm, rule)
  const balanced = balanceBidi(calm)
  const fits = bounded(balanced, rule)
  if (fits === balanced) return balanced
  // What was cut off may have closed something: leave room to close it again.
  return balanceBidi(bounded(balanced, { ...rule, maxBytes: rule.maxBytes - 3 * MAX_DEPTH, maxGraphemes: rule.maxGraphemes - MAX_DEPTH }))
}

/** Whether cleaning certainly leaves a text as it is; cheap, and true for nearly everything that people write. */
export function isCleanText(text: string, { maxBytes, maxGraphemes, plain }: TextRule): boolean {
  if (text.length > maxGraphemes) return false
  return plain.test(text) || (3 * text.length <= maxBytes && !SUSPECT.test(text) && text.isWellFormed())
}

/** The longest start of a text that is well-formed and takes no more bytes of UTF-8 than this. */
export function boundedBytes(text: string, maxBytes: number): string {
  if (3 * text.length <= maxBytes) return text.toWellFormed()
  return text.slice(0, encoder.encodeInto(text, scratch.subarray(0, maxBytes)).read).toWellFormed()
}

/** The longest start of a text that has no more graphemes than this. */
export function boundedGraphemes(text: string, maxGraphemes: number): string {
  if (text.length <= maxGraphemes) return text
  let count = 0
  for (const { index } of graphemes.segment(text)) {
    if (count++ === maxGraphemes) return text.slice(0, index)
  }
  return text
}

// Whatever any step of cleaning looks for, except marks that follow a letter one by one.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const SUSPECT = /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]|\p{M}[\p{M}\p{Cf}]/u
const LINE_BREAKS = /[\n\t\u2028\u2029]+/g
// The byte order mark is in here because it is invisible wherever it stands, and breaks comparisons.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufeff]/g
const MARK = /\p{M}/u
const MAX_MARKS = 8
// Invisible characters between marks do not start a new count, or they would be the way around it.
const MARKS_IN_A_ROW = /(?:\p{M}\p{Cf}*){9,}/gu

const encoder = new TextEncoder()
const scratch = new Uint8Array(64 * 1024)
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function withoutControls(text: string) {
  return text.replace(CONTROLS, '')
}

function firstMarks(run: string) {
  let marks = 0
  return Array.from(run)
    .filter((character) => !MARK.test(character) || ++marks <= MAX_MARKS)
    .join('')
}

function bounded(text: string, { maxBytes, maxGraphemes }: TextRule) {
  const short = boundedBytes(text, maxBytes)
  return boundedGraphemes(short.length < text.length ? text.slice(0, wholeGraphemes(text, short.length)) : text, maxGraphemes)
}

/** Where to cut so that no grapheme is cut in two; a single one that is too long is cut all the same. */
function wholeGraphemes(text: string, end: number) {
  return graphemes.segment(text).containing(end)?.index || end
}
