import uPlot from 'uplot'
import type { Tone } from './badge.tsx'

/** One line, area or row of bars; null where nothing is known. */
export type ChartSeries = {
  readonly title: string
  readonly tone: Tone
  readonly kind?: 'line' | 'area' | 'bars'
  readonly values: readonly (number | null)[]
}

type Asked = {
  readonly series: readonly ChartSeries[]
  readonly width: number
  readonly height: number
  readonly style: CSSStyleDeclaration
}

/** How uPlot draws these series. */
export function choicesOf({ series, width, height, style }: Asked): uPlot.Options {
  const soft = style.getPropertyValue('--soft').trim()
  const grid = { stroke: style.getPropertyValue('--edge').trim(), width: 1 }
  const hasBars = series.some(({ kind }) => kind === 'bars')
  const axis = { stroke: soft, font: `11px ${style.fontFamily}`, grid, ticks: { show: false } }
  return {
    width: Math.max(50, width),
    height,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      ...(hasBars && { x: { range: withEdges } }),
      y: { range: (_, __, max) => [0, Math.max(1, (max ?? 0) * 1.1)] },
    },
    axes: [
      { ...axis, space: 70, size: 24, values: (_, splits) => splits.map((at) => clock(at, splits)) },
      { ...axis, size: 42, space: 32, values: (_, splits) => splits.map(brief) },
    ],
    series: [{}, ...series.map((one) => lineOf(one, style))],
  }
}

function lineOf({ title, tone, kind = 'line' }: ChartSeries, style: CSSStyleDeclaration): uPlot.Series {
  const color = style.getPropertyValue(`--${tone}`).trim()
  const bars = uPlot.paths.bars?.({ size: [0.7, 40], radius: 0.2 })
  return {
    label: title,
    stroke: color,
    width: kind === 'bars' ? 0 : 1.6,
    points: { show: false },
    ...(kind !== 'line' && { fill: kind === 'bars' ? color : `color-mix(in srgb, ${color} 22%, transparent)` }),
    ...(kind === 'bars' && bars && { paths: bars }),
  }
}

/** Half a bar more on either side, or the first and the last would be cut. */
function withEdges({ data: [times] }: uPlot, least: number, most: number): [number, number] {
  const half = ((times[1] ?? 0) - (times[0] ?? 0)) / 2
  return [least - half, most + half]
}

const MINUTE = 60
const DAY = 86_400

function clock(at: number, splits: readonly number[]): string {
  const step = (splits[1] ?? at + DAY) - (splits[0] ?? at)
  const time: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(step < MINUTE && { second: '2-digit' }),
  }
  const choice: Intl.DateTimeFormatOptions = step >= DAY ? { day: 'numeric', month: 'short' } : time
  return new Intl.DateTimeFormat(document.documentElement.lang, choice).format(at * 1000)
}

function brief(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}
