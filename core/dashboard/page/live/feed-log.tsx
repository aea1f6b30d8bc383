import { useSignal } from '@preact/signals'
import type { EventPage, UnifiedEvent } from '../../../../schemas/types.ts'
import type { Client } from '../host/client.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { EventLine } from '../kit/event-line.tsx'
import { VirtualList } from '../kit/virtual-list.tsx'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import * as liveWords from './words.ts'

const ROW_PX = 52
const WANTED = 100
/** Each looks at a bounded part of the log; after so many, who looks is asked whether to go on. */
const PAGES_AT_ONCE = 5

type Found = { readonly events: readonly UnifiedEvent[]; readonly next?: string | undefined }

/** What the log has of these words, further back than this page was open. */
export function FeedLog({ search }: { readonly search: string }) {
  const { client } = useShell()
  const words = useWords(liveWords)
  const act = useAct()
  const found = useSignal<Found | undefined>(undefined)
  const look = () =>
    act(async () => {
      found.value = await lookFurther(client, search, found.value)
    })
  const { events, next } = found.value ?? { events: [], next: '' }
  return (
    <div class="feed-log">
      {events.length > 0 && (
        <VirtualList
          label={words.older}
          items={events}
          keyOf={({ seqNo }) => seqNo}
          rowHeight={ROW_PX}
          render={(event) => <EventLine event={event} />}
        />
      )}
      {found.value && events.length === 0 && <Empty>{words.noneOlder}</Empty>}
      {next !== undefined && <Button onPress={look}>{words.lookOlder}</Button>}
    </div>
  )
}

async function lookFurther(client: Client, q: string, before: Found | undefined): Promise<Found> {
  let events = before?.events ?? []
  let cursor = before?.next
  for (let page = 0; page < PAGES_AT_ONCE; page++) {
    const answer = await client.get<EventPage>('/api/events', { q, order: 'desc', limit: WANTED, cursor })
    events = [...events, ...answer.events]
    cursor = answer.next
    if (cursor === undefined || answer.events.length > 0) break
  }
  return { events, next: cursor }
}
