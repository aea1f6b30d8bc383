import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import type { Line } from '../host/backlog.ts'
import { Button } from '../kit/button.tsx'
import { Empty } from '../kit/empty.tsx'
import { count } from '../kit/numbers.ts'
import { VirtualList } from '../kit/virtual-list.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as liveWords from './words.ts'

type Parts = {
  readonly label: string
  /** Oldest first. */
  readonly lines: readonly Line[]
  readonly rowHeight: number
  readonly isPaused: Signal<boolean>
  /** What is said while there are none. */
  readonly empty: string
  readonly class: string
  readonly render: (line: Line) => ComponentChildren
}

/** Lines of the feed, newest first. They stand still while somebody points at them, scrolls, reads with keys, or has paused them. */
export function FeedList({ label, lines, rowHeight, isPaused, empty, class: className, render }: Parts) {
  const { language } = useShell()
  const words = useWords(liveWords)
  const isPointed = useSignal(false)
  const isAway = useSignal(false)
  const rewind = useSignal(0)
  const stoodAt = useRef<number | undefined>(undefined)

  const isStill = isPointed.value || isAway.value || isPaused.value
  stoodAt.current = isStill ? (stoodAt.current ?? lines.at(-1)?.id ?? 0) : undefined
  const shown = stoodAt.current === undefined ? lines : upTo(lines, stoodAt.current)
  const fresh = lines.length - shown.length

  const goOn = () => {
    isPointed.value = false
    isAway.value = false
    isPaused.value = false
    rewind.value++
  }
  return (
    <div
      class={className}
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
      {lines.length === 0 && <Empty>{empty}</Empty>}
      <VirtualList
        label={label}
        items={shown}
        keyOf={({ id }) => id}
        rowHeight={rowHeight}
        isNewestFirst
        rewind={rewind.value}
        onAway={(isNow) => {
          isAway.value = isNow
        }}
        render={render}
      />
    </div>
  )
}

/** The lines up to this one; what came since is at the end. */
function upTo(lines: readonly Line[], id: number): readonly Line[] {
  let end = lines.length
  while (end > 0 && (lines[end - 1]?.id ?? 0) > id) end--
  return lines.slice(0, end)
}
