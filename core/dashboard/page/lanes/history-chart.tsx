import type { Signal } from '@preact/signals'
import { Button } from '../kit/button.tsx'
import { Chart } from '../kit/chart.tsx'
import { useWords } from '../shell/shell.ts'
import * as laneWords from './words.ts'

export type By = 'hour' | 'day'

/** Chooses between hours and days. */
export function ByButtons({ by }: { readonly by: Signal<By> }) {
  const words = useWords(laneWords)
  return (
    <>
      {(['hour', 'day'] as const).map((one) => (
        <Button key={one} isPressed={by.value === one} onPress={() => choose(by, one)}>
          {words[one]}
        </Button>
      ))}
    </>
  )
}

function choose(by: Signal<By>, one: By) {
  by.value = one
}

type Ended = {
  readonly at: string
  readonly completed: number
  readonly failed: number
  readonly dead?: number
  readonly discarded?: number
}

/** How deliveries ended in each hour or day. */
export function EndedChart({ label, buckets }: { readonly label: string; readonly buckets: readonly Ended[] }) {
  const words = useWords(laneWords)
  const values = (name: 'completed' | 'failed' | 'dead' | 'discarded') => buckets.map((bucket) => bucket[name] ?? 0)
  const hasMore = buckets.some(({ dead }) => dead !== undefined)
  return (
    <Chart
      label={label}
      times={buckets.map(({ at }) => Date.parse(at) / 1000)}
      empty={words.noHistory}
      series={[
        { title: words.completed, tone: 'green', kind: 'area', values: values('completed') },
        { title: words.failed, tone: 'gold', values: values('failed') },
        ...(hasMore ? ([{ title: words.discarded, tone: 'violet', values: values('discarded') }] as const) : []),
        ...(hasMore ? ([{ title: words.dead, tone: 'red', values: values('dead') }] as const) : []),
      ]}
    />
  )
}
