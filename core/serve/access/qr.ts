import { encode } from 'uqr'
import type { QrCode } from '../../../schemas/types.ts'

/** A text as a QR code, with the margin of 4 that ISO/IEC 18004 asks for: its side, and an SVG path of the dark squares, a run of them in a row at a time. */
export function drawQr(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  return { size, path: data.map(drawRow).join('') }
}

function drawRow(row: readonly boolean[], y: number): string {
  const starts = row.flatMap((isDark, x) => (isDark && !row[x - 1] ? [x] : []))
  return starts.map((x) => `M${x} ${y}h${lengthAt(row, x)}v1h-${lengthAt(row, x)}z`).join('')
}

function lengthAt(row: readonly boolean[], from: number): number {
  const end = row.indexOf(false, from)
  return (end === -1 ? row.length : end) - from
}
