import { useSignal } from '@preact/signals'
import type { Line } from '../host/backlog.ts'
import { EventLine } from '../kit/event-line.tsx'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { useFeedLines } from './feed-lines.ts'
import { FeedList } from './feed-list.tsx'
import { FeedLog } from './feed-log.tsx'
import { FeedKinds, FeedSearch } from './feed-tools.tsx'
import type { Kind } from './kinds.ts'
import * as liveWords from './words.ts'

const ROW_PX = 52

/** Everything that happens, newest first. It stands still while somebody points at it, scrolls, or reads with keys. */
export function Feed() {
  const words = useWords(liveWords)
  const kind = useSignal<Kind>('all')
  const search = useSignal('')
  const isPaused = useSignal(false)
  const lines = useFeedLines(kind.value, search.value)
  return (
    <Panel title={words.feed} class="feed" actions={<FeedSearch search={search} isPaused={isPaused} />}>
      <FeedKinds kind={kind} />
      <FeedList
        class="feed-list"
        label={words.feed}
        lines={lines}
        rowHeight={ROW_PX}
        isPaused={isPaused}
        empty={kind.value === 'all' && !search.value ? words.noEvents : words.noMatch}
        render={(line) => <Shown line={line} />}
      />
      {search.value && <FeedLog key={search.value} search={search.value} />}
    </Panel>
  )
}

function Shown({ line }: { readonly line: Line }) {
  const { language } = useShell()
  const words = useWords(liveWords)
  if ('event' in line) return <EventLine event={line.event} />
  return <p class="event gap">{words.missed(count(line.missed, language.value))}</p>
}
