import type { DeliveryPage, DeliveryView, EventType } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Ago } from '../kit/ago.tsx'
import { Badge, type Tone } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { Table } from '../kit/table.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import * as laneWords from './words.ts'

const ASK_MS = 5000
const SHOWN = 10
const TONE: Readonly<Record<DeliveryView['state'], Tone>> = {
  pending: 'blue',
  processing: 'blue',
  completed: 'green',
  failed: 'red',
  discarded: 'gold',
}

/** The ten deliveries that were dealt with last. */
export function RecentDeliveries({ plugin }: { readonly plugin?: string }) {
  const { client, why } = useShell()
  const words = useWords(laneWords)
  const events = useWords(eventWords)
  const ask = () => client.get<DeliveryPage>('/api/deliveries', { plugin, limit: SHOWN })
  const { value, problem } = useLoad(ask, { everyMs: ASK_MS })
  const open = (seqNo: number) => () => {
    why.value = seqNo
  }
  return (
    <Panel title={words.recent}>
      <Table
        label={words.recent}
        rows={value?.deliveries ?? []}
        keyOf={({ plugin: of, seqNo }) => `${of} ${seqNo}`}
        empty={problem ?? words.noRecent}
        columns={[
          {
            title: words.event,
            cell: ({ seqNo, eventType }) => (
              <Button tone="quiet" class="tight" onPress={open(seqNo)}>
                {/* An event of a type that this page does not know keeps its own name. */}
                {events.names[eventType as EventType] ?? eventType} #{seqNo}
              </Button>
            ),
          },
          { title: words.plugin, cell: ({ plugin: of }) => <Foreign text={of} /> },
          { title: words.state, cell: ({ state }) => <Badge tone={TONE[state]}>{words.states[state]}</Badge> },
          { title: words.when, cell: ({ at }) => (at ? <Ago at={at} /> : '–') },
        ]}
      />
    </Panel>
  )
}
