import type { LaneList } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Empty } from '../kit/empty.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { LaneCard } from './lane-card.tsx'
import { LaneCounts } from './lane-counts.tsx'
import { LaneHistoryPanel } from './lane-history.tsx'
import { RecentDeliveries } from './recent-deliveries.tsx'
import * as laneWords from './words.ts'

const ASK_MS = 2000

/** One queue, closer: its history, what was discarded and why, and its latest deliveries. */
export function LaneDetail({ plugin }: { readonly plugin: string }) {
  const { client } = useShell()
  const words = useWords(laneWords)
  const { value, problem, reload } = useLoad(() => client.get<LaneList>('/api/lanes'), { everyMs: ASK_MS })
  const lane = value?.lanes.find((one) => one.plugin === plugin)
  return (
    <>
      <p>
        <a href="#/lanes">← {words.back}</a>
      </p>
      {problem && <Empty>{problem}</Empty>}
      {value && !lane && <Empty>{words.noLanes}</Empty>}
      {lane && (
        <>
          <LaneCard lane={lane} onChanged={reload} />
          <LaneHistoryPanel plugin={plugin} name={lane.name} />
          <div class="columns">
            <LaneCounts lane={lane} />
            <RecentDeliveries plugin={plugin} />
          </div>
        </>
      )}
    </>
  )
}
