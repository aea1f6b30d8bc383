import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Line } from '../host/backlog.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { count } from '../kit/numbers.ts'
import { Panel } from '../kit/panel.tsx'
import { VirtualList } from '../kit/virtual-list.tsx'
import { useFeedLines } from '../live/feed-lines.ts'
import { FeedKinds, FeedSearch } from '../live/feed-tools.tsx'
import type { Kind } from '../live/kinds.ts'
import * as liveWords from '../live/words.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { ChatLine } from './chat-line.tsx'
import * as words from './words.ts'

const ROW_PX = 46

type Parts = { readonly chosen: string | undefined; readonly choose: (userId: string) => void }

/** What people write and do, newest first; it stands still while somebody scrolls, points at it or has paused it. */
export function ChatFeed({ chosen, choose }: Parts) {
  const { language } = useShell()
  const said = useWords(words)
  const feed = useWords(liveWords)
  const kind = useSignal<Kind>('chat')
  const search = useSignal('')
  const isPaused = useSignal(false)
  const isAway = useSignal(false)
  const isPointed = useSignal(false)
  const rewind = useSignal(0)
  const stoodAt = useRef<number | undefined>(undefined)

  const all = useFeedLines(kind.value, search.value)
  const isStill = isPaused.value || isAway.value || isPointed.value
  stoodAt.current = isStill ? (stoodAt.current ?? all.at(-1)?.id ?? 0) : undefined
  const upTo = stoodAt.current
  const shown = upTo === undefined ? all : all.filter(({ id }) => id <= upTo)
  const fresh = all.length - shown.length

  function goOn() {
    isPaused.value = false
    isAway.value = false
    isPointed.value = false
    rewind.value++
  }

  return (
    <Panel title={said.feed} class="moderation-feed" actions={<FeedSearch search={search} isPaused={isPaused} />}>
      <FeedKinds kind={kind} />
      <div
        class="moderation-lines"
        onPointerEnter={({ pointerType }) => {
          isPointed.value = pointerType === 'mouse'
        }}
        onPointerLeave={() => {
          isPointed.value = false
        }}
      >
        {fresh > 0 && (
          <Button class="fresh" onPress={goOn}>
            {feed.fresh(count(fresh, language.value))}
          </Button>
        )}
        {all.length === 0 && <Empty>{search.value === '' ? said.empty : said.noMatch}</Empty>}
        <VirtualList
          label={said.feed}
          items={shown}
          keyOf={({ id }) => id}
          rowHeight={ROW_PX}
          isNewestFirst
          rewind={rewind.value}
          onAway={(isNow) => {
            isAway.value = isNow
          }}
          render={(line: Line) => <ChatLine line={line} chosen={chosen} choose={choose} />}
        />
      </div>
    </Panel>
  )
}
