import type { UnifiedEvent } from '../../../../schemas/types.ts'
import { Empty } from '../kit/empty.tsx'
import { detailOf } from '../kit/event-text.ts'
import { Foreign } from '../kit/foreign.tsx'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import * as words from './words.ts'

/** What somebody wrote and did lately, newest first. */
export function PersonHistory({ events }: { readonly events: readonly UnifiedEvent[] }) {
  const { language } = useShell()
  const said = useWords(words)
  const happened = useWords(eventWords)
  const when = (at: string) => new Date(at).toLocaleString(language.value, { dateStyle: 'short', timeStyle: 'short' })
  return (
    <Panel title={said.history}>
      {events.length === 0 && <Empty>{said.noHistory}</Empty>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <ol class="moderation-history" tabIndex={0} aria-label={said.history}>
        {events.map((event) => (
          <li key={event.eventId}>
            <span>
              {event.eventType !== 'chat' && <span class="soft">{happened.did[event.eventType]} </span>}
              <Foreign text={detailOf(event, language.value, happened.coins)} />
            </span>
            <time dateTime={event.ingestedAt}>{when(event.ingestedAt)}</time>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
