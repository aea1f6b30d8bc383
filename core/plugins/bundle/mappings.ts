import type { Edit } from './censors.ts'
import { lowerBound } from './lower-bound.ts'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const LINE_END = /\r\n|[\n\r\u2028\u2029]/g

/** Text with some places written differently; edits are in order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let done = 0
  const parts: string[] = []
  for (const edit of edits) {
    parts.push(text.slice(done, edit.at), edit.text)
    done = edit.at + edit.length
  }
  return parts.join('') + text.slice(done)
}

/**
 * The mappings of a source map after these edits of the text: what follows an edit on its line has moved. Edits are in order and within a line.
 * Format: https://tc39.es/ecma426/, one list of segments a line, each beginning with its column, counted from the segment before.
 */
export function moveMappings(mappings: string, text: string, edits: readonly Edit[]): string {
  const lines = mappings.split(';')
  const starts = [0, ...[...text.matchAll(LINE_END)].map(({ 0: end, index }) => index + end.length)]
  for (const [line, moves] of movesByLine(edits, starts)) lines[line] = move(lines[line] ?? '', moves)
  return lines.join(';')
}

/** What lies behind this column has moved so far. */
type Move = { readonly column: number; readonly by: number }

function movesByLine(edits: readonly Edit[], starts: readonly number[]): ReadonlyMap<number, readonly Move[]> {
  const lines = new Map<number, Move[]>()
  for (const { at, length, text } of edits) {
    const line = lowerBound(starts, at + 1) - 1
    const moves = lines.get(line) ?? []
    if (moves.push({ column: at - (starts[line] ?? 0), by: text.length - length }) === 1) lines.set(line, moves)
  }
  return lines
}

function move(line: string, moves: readonly Move[]): string {
  let at = 0
  let next = 0
  const moved = line.split(',').map((segment) => {
    const { value, rest } = readNumber(segment)
    at += value
    let by = 0
    // The first behind a move carries it; those after it are counted from it.
    for (let each = moves[next]; each && each.column < at; each = moves[next]) {
      by += each.by
      next += 1
    }
    return by === 0 ? segment : writeNumber(value + by) + rest
  })
  return moved.join(',')
}

/** Base 64 digits of five bits, the lowest first, 32 when another follows; the lowest bit of the number is its sign. */
function readNumber(segment: string): { readonly value: number; readonly rest: string } {
  let bits = 0
  for (let n = 0; n < segment.length; n += 1) {
    const digit = DIGITS.indexOf(segment.charAt(n))
    bits += (digit & 31) * 32 ** n
    if (digit < 32) return { value: (bits & 1 ? -1 : 1) * (bits >> 1), rest: segment.slice(n + 1) }
  }
  return { value: 0, rest: segment }
}

function writeNumber(value: number): string {
  const digits: string[] = []
  for (let bits = value < 0 ? -value * 2 + 1 : value * 2, more = true; more; ) {
    more = bits > 31
    digits.push(DIGITS.charAt((bits & 31) + (more ? 32 : 0)))
    bits >>>= 5
  }
  return digits.join('')
}
