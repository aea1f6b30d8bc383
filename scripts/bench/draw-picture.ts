import { drawPanel, type Panel, panelHeight } from './bars.ts'
import { type PicturedFigures, panelsOf } from './panels.ts'
import type { Run } from './run-parts.ts'

const COLUMN = 520
const MARGIN = 28

/** Readable on white and on black: the browser says which it is. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-size: 15px; font-weight: 600; fill: #1f2328 }
  .label { text-anchor: end }
  .label.ours { font-weight: 600; fill: #1f2328 }
  rect.ours { fill: #8250df } rect.theirs { fill: #8c959f } rect.worse { opacity: .35 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .title, .label.ours { fill: #f0f6fc }
    rect.ours { fill: #ab7df8 } rect.theirs { fill: #656c76 }
  }`

/** The figures of a run as one picture (SVG), the longer panels first, in two columns. */
export function drawPicture({ machine, parts }: Run): string {
  // The parts' own figures, by their names.
  const panels = panelsOf(parts as PicturedFigures)
  const columns = [MARGIN, MARGIN]
  const drawn = panels.map((panel) => {
    const column = columns.indexOf(Math.min(...columns))
    const y = columns[column] ?? 0
    columns[column] = y + panelHeight(panel)
    return drawPanel(panel, { x: MARGIN + column * (COLUMN + MARGIN), y, width: COLUMN })
  })
  const height = Math.max(...columns) + MARGIN
  const width = 2 * COLUMN + 3 * MARGIN
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${titleOf(panels)}</title><style>${STYLE}</style>`,
    ...drawn,
    `<text x="${MARGIN}" y="${height - MARGIN / 2}">${Object.values(machine).join(', ')}; medians of rounds in turns; npm run bench</text>`,
    '</svg>\n',
  ].join('\n')
}

const titleOf = (panels: readonly Panel[]) => `Speed of Showrunner: ${panels.map(({ title }) => title.toLowerCase()).join('; ')}`
