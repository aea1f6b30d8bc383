/** A value of one field; null is empty. */
export type Cell = string | number | null

/** So that a spreadsheet reads it as UTF-8. */
export const BYTE_ORDER_MARK = '\u{feff}'

/** What a spreadsheet may take for the beginning of a formula, also in full width, and behind blanks. */
const FORMULA = /^[\s;\p{C}]*[=+\-@＝＋－＠]|^[\t\n]/u

/** What steers a terminal that the file is shown on. */
const CONTROLS = /[^\P{Cc}\t\n]/gu

/**
 * One line after RFC 4180: every field in quotes, quotes doubled, and an apostrophe before what would be a formula (OWASP, CSV injection). Of control
 * characters only tabs and ends of lines are left.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`
}

function field(cell: Cell): string {
  if (typeof cell === 'number') return `"${cell}"`
  const text = (cell ?? '').replaceAll(CONTROLS, '')
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
