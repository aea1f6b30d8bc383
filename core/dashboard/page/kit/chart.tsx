import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { type ChartSeries, choicesOf } from './chart-options.ts'
import './chart.css'

type Props = {
  /** One sentence for who does not see it: what it shows, and its newest or greatest value. */
  readonly label: string
  /** Seconds since 1970, rising. */
  readonly times: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly height?: number
  /** Shown instead of a chart without any value. */
  readonly empty?: string
}

/** Values over time. Colours come from the style sheet by name. */
export function Chart({ label, times, series, height = 150, empty }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>()
  const names = series.map(({ title, tone, kind }) => `${title} ${tone} ${kind}`).join()
  const data: uPlot.AlignedData = [[...times], ...series.map(({ values }) => [...values])]

  useEffect(() => {
    const target = box.current
    if (!target) return
    const draw = () => {
      plot.current?.destroy()
      plot.current = new uPlot(
        choicesOf({ series, height, width: target.clientWidth, style: getComputedStyle(target) }),
        latest.current,
        target,
      )
    }
    draw()
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: target.clientWidth, height }))
    watch.observe(target)
    const isLight = matchMedia('(prefers-color-scheme: light)')
    isLight.addEventListener('change', draw)
    const theme = new MutationObserver(draw)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      watch.disconnect()
      theme.disconnect()
      isLight.removeEventListener('change', draw)
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [names, height])

  const latest = useRef(data)
  latest.current = data
  useEffect(() => plot.current?.setData(data))

  const isBare = empty !== undefined && series.every(({ values }) => values.every((value) => !value))
  return (
    <figure class="chart">
      <div ref={box} class={isBare ? 'bare' : ''} role="img" aria-label={label} />
      {isBare && <p class="chart-empty">{empty}</p>}
      {series.length > 1 && (
        <figcaption>
          {series.map(({ title, tone }) => (
            <span key={title} data-tone={tone}>
              {title}
            </span>
          ))}
        </figcaption>
      )}
    </figure>
  )
}
