/** A value of one field; null is empty. */
export type Cell = string | number | null

/** So that a spreadsheet reads it as UTF-8. */
export const BYTE_ORDER_MARK = '\u{feff}'

/** What a spreadsheet may take for the beginning of a formula, also in full width, and behind blanks. */
const FORMULA = /^[\s;\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u

/** One line after RFC 4180: every field in quotes, quotes doubled, and an apostrophe before what would be a formula (OWASP, CSV injection). */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`
}

function field(cell: Cell): string {
  if (typeof cell === 'number') return `"${cell}"`
  const text = cell ?? ''
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
