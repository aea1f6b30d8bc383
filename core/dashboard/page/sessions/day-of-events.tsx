import { useSignal } from '@preact/signals'
import type { UnifiedEvent } from '../../../../schemas/types.ts'
import { Badge } from '../kit/badge.tsx'
import { EventLine } from '../kit/event-line.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** What happened on one day: each event with its streak, and the whole of it as JSON. */
export function DayOfEvents({ day, events }: { readonly day: string; readonly events: readonly UnifiedEvent[] }) {
  const { language } = useShell()
  return (
    <section class="sessions-day" aria-label={day}>
      <h3>{new Date(day).toLocaleDateString(language.value, { dateStyle: 'full' })}</h3>
      <ul>
        {events.map((event) => (
          <li key={event.eventId}>
            <EventLine event={event} />
            <Streak event={event} />
            <WholeEvent event={event} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Streak({ event }: { readonly event: UnifiedEvent }) {
  const said = useWords(words)
  const isPart = event.eventType === 'giftStreak' || (event.eventType === 'gift' && event.payload.isGiftStreak === true)
  return isPart ? <Badge tone="pink">{said.streak}</Badge> : null
}

/** Written out only once it is opened: an event can be large. */
function WholeEvent({ event }: { readonly event: UnifiedEvent }) {
  const isOpen = useSignal(false)
  return (
    <details
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open
      }}
    >
      <summary>JSON</summary>
      {isOpen.value && (
        <pre class="sessions-json">
          <Foreign text={JSON.stringify(event, null, 2)} />
        </pre>
      )}
    </details>
  )
}
