import { useSignal } from '@preact/signals'
import type { LaneHistory } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Chart } from '../kit/chart.tsx'
import { Empty } from '../kit/empty.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { filled } from './filled.ts'
import { type By, ByButtons, EndedChart } from './history-chart.tsx'
import * as laneWords from './words.ts'

const ASK_MS = 5000

/** How a queue did by hour or day: how deliveries ended, how long they took, and how many waited at most. */
export function LaneHistoryPanel({ plugin, name }: { readonly plugin: string; readonly name: string }) {
  const { client } = useShell()
  const words = useWords(laneWords)
  const by = useSignal<By>('hour')
  const ask = () => client.get<LaneHistory>(`/api/lanes/${encodeURIComponent(plugin)}/history`, { by: by.value })
  const { value, problem } = useLoad(ask, { everyMs: ASK_MS, again: [by.value] })
  const buckets = filled(value?.buckets ?? [], by.value, Date.now())
  return (
    <Panel title={words.history} actions={<ByButtons by={by} />}>
      {problem && <Empty>{problem}</Empty>}
      <div class="columns">
        <EndedChart label={words.historyOf(name)} buckets={buckets} />
        <Chart
          label={`${words.slow}, ${words.depthMax}: ${name}`}
          times={buckets.map(({ at }) => Date.parse(at) / 1000)}
          empty={words.noHistory}
          series={[
            { title: words.slow, tone: 'pink', kind: 'bars', values: buckets.map(({ p95Ms }) => p95Ms) },
            { title: words.average, tone: 'blue', kind: 'bars', values: buckets.map(({ averageMs }) => averageMs) },
            { title: words.depthMax, tone: 'grey', values: buckets.map(({ depthMax }) => depthMax) },
          ]}
        />
      </div>
    </Panel>
  )
}
