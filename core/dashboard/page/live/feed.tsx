import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Line } from '../host/backlog.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { EventLine } from '../kit/event-line.tsx'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { VirtualList } from '../kit/virtual-list.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { useFeedLines } from './feed-lines.ts'
import { FeedLog } from './feed-log.tsx'
import { FeedKinds, FeedSearch } from './feed-tools.tsx'
import type { Kind } from './kinds.ts'
import * as liveWords from './words.ts'

const ROW_PX = 52

/** Everything that happens, newest first. It stands still while somebody points at it, scrolls, or reads with keys. */
export function Feed() {
  const { language } = useShell()
  const words = useWords(liveWords)
  const kind = useSignal<Kind>('all')
  const search = useSignal('')
  const isPointed = useSignal(false)
  const isAway = useSignal(false)
  const isPaused = useSignal(false)
  const rewind = useSignal(0)
  const stoodAt = useRef<number | undefined>(undefined)

  const all = useFeedLines(kind.value, search.value)
  const isStill = isPointed.value || isAway.value || isPaused.value
  const newest = all.at(-1)?.id ?? 0
  stoodAt.current = isStill ? (stoodAt.current ?? newest) : undefined
  const shown = stoodAt.current === undefined ? all : upTo(all, stoodAt.current)
  const fresh = all.length - shown.length

  const goOn = () => {
    isPointed.value = false
    isAway.value = false
    isPaused.value = false
    rewind.value++
  }
  return (
    <Panel title={words.feed} class="feed" actions={<FeedSearch search={search} isPaused={isPaused} />}>
      <FeedKinds kind={kind} />
      <div
        class="feed-list"
        onPointerEnter={({ pointerType }) => {
          isPointed.value = pointerType === 'mouse'
        }}
        onPointerLeave={() => {
          isPointed.value = false
        }}
      >
        {fresh > 0 && (
          <Button class="fresh" onPress={goOn}>
            {words.fresh(count(fresh, language.value))}
          </Button>
        )}
        {all.length === 0 && <Empty>{kind.value === 'all' && !search.value ? words.noEvents : words.noMatch}</Empty>}
        <VirtualList
          label={words.feed}
          items={shown}
          keyOf={({ id }) => id}
          rowHeight={ROW_PX}
          isNewestFirst
          rewind={rewind.value}
          onAway={(isNow) => {
            isAway.value = isNow
          }}
          render={(line) => <Shown line={line} />}
        />
      </div>
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

/** The lines up to this one; what came since is at the end. */
function upTo(lines: readonly Line[], id: number): readonly Line[] {
  let end = lines.length
  while (end > 0 && (lines[end - 1]?.id ?? 0) > id) end--
  return lines.slice(0, end)
}
