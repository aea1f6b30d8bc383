import type { EventType, LaneView } from '../../../../schemas/types.ts'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { Table } from '../kit/table.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import * as laneWords from './words.ts'

/** What became of each kind of event, and why some were discarded. */
export function LaneCounts({ lane }: { readonly lane: LaneView }) {
  const { language } = useShell()
  const words = useWords(laneWords)
  const events = useWords(eventWords)
  const number = (value: number) => count(value, language.value)
  // An event of a type that this page does not know keeps its own name.
  const named = (type: string) => events.names[type as EventType] ?? type
  return (
    <div class="stack">
      <Panel title={words.byType}>
        <Table
          label={words.byType}
          rows={Object.entries(lane.perType)}
          keyOf={([type]) => type}
          empty={words.noTypes}
          columns={[
            { title: words.type, cell: ([type]) => named(type) },
            { title: words.completed, isNumber: true, cell: ([, { completed }]) => number(completed) },
            { title: words.dead, isNumber: true, cell: ([, { failed }]) => number(failed) },
            { title: words.discarded, isNumber: true, cell: ([, { discarded }]) => number(discarded) },
          ]}
        />
      </Panel>
      <Panel title={words.whyDiscarded}>
        <Table
          label={words.whyDiscarded}
          rows={Object.entries(lane.discarded)}
          keyOf={([reason]) => reason}
          empty={words.noDiscards}
          columns={[
            { title: words.reason, cell: ([reason]) => <bdi>{reason}</bdi> },
            { title: words.count, isNumber: true, cell: ([, of]) => number(of) },
          ]}
        />
      </Panel>
    </div>
  )
}
