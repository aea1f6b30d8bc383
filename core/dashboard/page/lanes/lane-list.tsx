import type { QueueStatus } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Empty } from '../kit/empty.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { LaneCard } from './lane-card.tsx'
import { QueueHistory } from './queue-history.tsx'
import { QueueSummary } from './queue-summary.tsx'
import { RecentDeliveries } from './recent-deliveries.tsx'
import * as laneWords from './words.ts'

const ASK_MS = 2000

/** All queues: how they are together, each of them, and what was delivered last. */
export function LaneList() {
  const { client } = useShell()
  const words = useWords(laneWords)
  const { value, problem, reload } = useLoad(() => client.get<QueueStatus>('/api/queue/status'), { everyMs: ASK_MS })
  return (
    <>
      {problem && <Empty>{problem}</Empty>}
      {value && <QueueSummary status={value} />}
      {value?.lanes.length === 0 && <Empty>{words.noLanes}</Empty>}
      <div class="lanes">
        {value?.lanes.map((lane) => (
          <LaneCard key={lane.plugin} lane={lane} onChanged={reload} />
        ))}
      </div>
      <div class="columns">
        <QueueHistory />
        <RecentDeliveries />
      </div>
    </>
  )
}
