/** A queue with two ends, in a ring that grows by doubling: every operation is O(1). */
export type Deque<T> = {
  size(): number
  first(): T | undefined
  last(): T | undefined
  append(item: T): void
  prepend(item: T): void
  takeFirst(): T | undefined
  takeLast(): T | undefined
}

/** An empty deque. */
export function createDeque<T>(): Deque<T> {
  let ring: (T | undefined)[] = new Array(16)
  let start = 0
  let size = 0
  const at = (index: number) => (start + index) & (ring.length - 1)

  const grow = () => {
    const wider: (T | undefined)[] = new Array(ring.length * 2)
    for (let index = 0; index < size; index++) wider[index] = ring[at(index)]
    ring = wider
    start = 0
  }

  return {
    size: () => size,
    first: () => (size > 0 ? ring[start] : undefined),
    last: () => (size > 0 ? ring[at(size - 1)] : undefined),
    append(item) {
      if (size === ring.length) grow()
      ring[at(size++)] = item
    },
    prepend(item) {
      if (size === ring.length) grow()
      start = at(-1)
      ring[start] = item
      size++
    },
    takeFirst() {
      if (size === 0) return undefined
      const item = ring[start]
      ring[start] = undefined
      start = at(1)
      size--
      return item
    },
    takeLast() {
      if (size === 0) return undefined
      const index = at(--size)
      const item = ring[index]
      ring[index] = undefined
      return item
    },
  }
}
