import { bandOf } from './bands.ts'
import type { Item } from './item.ts'

/** For rules with `orderBy`: which viewers have an event at work, and what of theirs was passed by others meanwhile. */
export type Viewers = {
  /** One of its viewer's is at work, or waits here and comes before it. */
  isBlocked(item: Item): boolean
  /** One of its viewer's is at work. */
  isBusy(item: Item): boolean
  /** It is at work until `leave`: in flight, or tried again. */
  enter(item: Item): void
  leave(item: Item): void
  /** Keeps what is blocked. */
  setAside(item: Item): void
  /** The first of a band that may go. */
  first(band: number): Item | undefined
  /** Takes out what `first` answered; false when it is not from here. */
  take(item: Item): boolean
  /** Takes out all that was set aside. */
  takeAll(): readonly Item[]
  /** Takes out what may be dropped. */
  shed(): readonly Item[]
  size(): number
  /** How many may be dropped. */
  looseSize(): number
  sizeOf(band: number): number
  /** Monotonic time since which something waits here. */
  since(): number | undefined
}

/** Nobody is at work. */
export function createViewers(): Viewers {
  const atWork = new Map<string, Item>()
  /** By viewer, in the order they will go. */
  const aside = new Map<string, Item[]>()
  /** Viewers of `aside` of whom nothing is at work. */
  const ready = new Set<string>()
  let size = 0

  const all = () => [...aside.values()].flat()

  function setAside(item: Item) {
    const { viewer } = item
    if (viewer === undefined) return
    const others = aside.get(viewer) ?? []
    if (others.length === 0) aside.set(viewer, others)
    if (!atWork.has(viewer)) ready.add(viewer)
    let place = others.length
    for (let before = others[place - 1]; before && isBefore(item, before); before = others[place - 1]) place--
    others.splice(place, 0, item)
    size++
  }

  function takeAll() {
    const items = all()
    aside.clear()
    ready.clear()
    size = 0
    return items
  }

  return {
    isBlocked(item) {
      if (item.viewer === undefined) return false
      if (atWork.has(item.viewer)) return true
      const first = aside.get(item.viewer)?.[0]
      return first !== undefined && isBefore(first, item)
    },
    isBusy: ({ viewer }) => viewer !== undefined && atWork.has(viewer),
    enter(item) {
      if (item.viewer === undefined) return
      atWork.set(item.viewer, item)
      ready.delete(item.viewer)
    },
    leave(item) {
      const { viewer } = item
      if (viewer === undefined || atWork.get(viewer) !== item) return
      atWork.delete(viewer)
      if (aside.has(viewer)) ready.add(viewer)
    },
    setAside,
    first(band) {
      let best: Item | undefined
      for (const viewer of ready) {
        const item = aside.get(viewer)?.[0]
        if (item && bandOf(item.priority) === band && (!best || isBefore(item, best))) best = item
      }
      return best
    },
    take(item) {
      const others = item.viewer === undefined ? undefined : aside.get(item.viewer)
      if (item.viewer === undefined || others?.[0] !== item) return false
      others.shift()
      size--
      if (others.length > 0) return true
      aside.delete(item.viewer)
      ready.delete(item.viewer)
      return true
    },
    takeAll,
    shed() {
      const items = takeAll()
      for (const item of items) if (!item.discardable) setAside(item)
      return items.filter(({ discardable }) => discardable)
    },
    size: () => size,
    looseSize: () => (size === 0 ? 0 : all().filter(({ discardable }) => discardable).length),
    sizeOf: (band) => (size === 0 ? 0 : all().filter(({ priority }) => bandOf(priority) === band).length),
    since: () => (size === 0 ? undefined : Math.min(...all().map(({ since }) => since))),
  }
}

/** Higher priority first, then the lower number. */
export function isBefore(a: Item, b: Item): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.seqNo < b.seqNo)
}
