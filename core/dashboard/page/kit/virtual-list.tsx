import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import './virtual-list.css'

const BEYOND = 6

type Props<Item> = {
  readonly label: string
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string | number
  readonly rowHeight: number
  readonly render: (item: Item) => ComponentChildren
  /** Shows the last item on top, without a copy turned round. */
  readonly isNewestFirst?: boolean
  /** Changes when the list should stand at its top again. */
  readonly rewind?: number
  /** Whether somebody reads further down, so that nothing should move. */
  readonly onAway?: (isAway: boolean) => void
}

/** A list of any length, of which only the lines in sight are in the page. Every line has the same height. */
export function VirtualList<Item>({ label, items, keyOf, rowHeight, render, isNewestFirst = false, rewind, onAway }: Props<Item>) {
  const box = useRef<HTMLDivElement>(null)
  const top = useSignal(0)
  const height = useSignal(600)

  useLayoutEffect(() => {
    const target = box.current
    if (!target) return
    const watch = new ResizeObserver(() => {
      height.value = target.clientHeight
    })
    watch.observe(target)
    return () => watch.disconnect()
  }, [height])

  useLayoutEffect(() => box.current?.scrollTo(0, 0), [rewind])

  const first = Math.max(0, Math.floor(top.value / rowHeight) - BEYOND)
  const last = Math.min(items.length, first + Math.ceil(height.value / rowHeight) + 2 * BEYOND)
  const inSight = isNewestFirst ? items.slice(items.length - last, items.length - first).reverse() : items.slice(first, last)
  return (
    <section
      class="virtual"
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label={label}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop
        onAway?.(currentTarget.scrollTop > rowHeight / 2)
      }}
    >
      <ol style={{ height: `${items.length * rowHeight}px` }}>
        {inSight.map((item, index) => (
          <li
            key={keyOf(item)}
            aria-posinset={first + index + 1}
            aria-setsize={items.length}
            style={{ height: `${rowHeight}px`, transform: `translateY(${(first + index) * rowHeight}px)` }}
          >
            {render(item)}
          </li>
        ))}
      </ol>
    </section>
  )
}
