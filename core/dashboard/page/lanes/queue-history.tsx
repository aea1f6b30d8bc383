import { useSignal } from '@preact/signals'
import type { QueueStats } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Empty } from '../kit/empty.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { type By, ByButtons, EndedChart } from './history-chart.tsx'
import * as laneWords from './words.ts'

const ASK_MS = 5000

/** How deliveries of all queues ended, by hour or by day. */
export function QueueHistory() {
  const { client } = useShell()
  const words = useWords(laneWords)
  const by = useSignal<By>('hour')
  const { value, problem } = useLoad(() => client.get<QueueStats>('/api/queue/stats'), { everyMs: ASK_MS })
  const buckets = (by.value === 'hour' ? value?.perHour : value?.perDay) ?? []
  return (
    <Panel title={words.history} actions={<ByButtons by={by} />}>
      {problem ? <Empty>{problem}</Empty> : <EndedChart label={words.historyOf(words.all)} buckets={buckets} />}
    </Panel>
  )
}
