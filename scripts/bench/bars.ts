/** A row of a panel: its bar, and behind it a paler one for the worse case. */
export type Bar = {
  readonly label: string
  readonly value: number
  readonly worse?: number
  readonly text: string
  readonly isOurs: boolean
}
export type Panel = { readonly title: string; readonly note: string; readonly bars: readonly Bar[] }

const ROW = 24
const HEAD = 58
const LABEL = 190
const TEXT = 120
const GAP = 28

export const panelHeight = ({ bars }: Panel) => HEAD + bars.length * ROW + GAP

/** One panel of bars on a common scale from zero, as SVG at this place. */
export function drawPanel({ title, note, bars }: Panel, { x, y, width }: { x: number; y: number; width: number }): string {
  const largest = Math.max(...bars.map(({ value, worse = 0 }) => Math.max(value, worse)))
  const scale = (width - LABEL - TEXT) / largest
  return [
    `<g transform="translate(${x} ${y})">`,
    `<text class="title" y="16">${escaped(title)}</text>`,
    `<text class="note" y="36">${escaped(note)}</text>`,
    ...bars.map((bar, row) => drawBar(bar, HEAD + row * ROW, scale)),
    '</g>',
  ].join('\n')
}

function drawBar({ label, value, worse = value, text, isOurs }: Bar, y: number, scale: number): string {
  const width = (number: number) => Math.max(1, number * scale).toFixed(1)
  const kind = isOurs ? 'ours' : 'theirs'
  return [
    `<text class="label ${kind}" x="${LABEL - 10}" y="${y + 11}">${escaped(label)}</text>`,
    ...(worse > value ? [`<rect class="${kind} worse" x="${LABEL}" y="${y}" width="${width(worse)}" height="14" rx="3"/>`] : []),
    `<rect class="${kind}" x="${LABEL}" y="${y}" width="${width(value)}" height="14" rx="3"/>`,
    `<text class="figure" x="${LABEL + Number(width(worse)) + 8}" y="${y + 11}">${escaped(text)}</text>`,
  ].join('\n')
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
