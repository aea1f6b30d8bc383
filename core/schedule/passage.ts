import type { StoredEvent } from '../store/store.ts'
import { createDeque, type Deque } from './deque.ts'
import { type Case, hiddenIn, isUndecided, type LaneGate } from './gate.ts'
import type { Rule } from './rules.ts'

/** Twice what the gate asks about at once: what is not asked about stays in order behind it. */
const MAX = 20_000

/** One event on its way into a lane. */
export type Passenger = { readonly stored: StoredEvent; readonly rule: Rule; readonly since: number }

/** What a lane wants and may not have yet, because an interceptor looks at it. */
export type Passage = {
  /** False when the event may go into the line at once: nobody looks at it, and nothing of its priority waits here. */
  holds(stored: StoredEvent, rule: Rule, since: number): boolean
  /** Lets in what may go, in order. */
  release(): void
  has(seqNo: number): boolean
  size(): number
  hasRoom(): boolean
  looseSize(): number
  /** Takes out what may be dropped. */
  shed(): readonly Passenger[]
  /** Takes these out. */
  remove(seqNos: ReadonlySet<number>): void
}

type Held = Passenger & { readonly looked: Case | undefined }

/**
 * First in, first out within a priority, so that the line has its order as without interceptors; what is of another priority passes. When it is full,
 * all that is in it goes on as it is.
 */
export function createPassage(parts: {
  plugin: string
  gate: LaneGate
  letIn: (stored: StoredEvent, rule: Rule, since: number) => void
  onHidden: (stored: StoredEvent) => void
}): Passage {
  const { plugin, gate } = parts
  const byPriority = new Map<number, Deque<Held>>()
  /** Of the log; what is not in it has no number. */
  const numbers = new Set<number>()
  let size = 0
  let loose = 0

  const isWaiting = ({ looked }: Held) => looked !== undefined && isUndecided(looked, plugin) && !hiddenIn(looked, plugin)

  function leave(held: Held) {
    numbers.delete(held.stored.seqNo)
    size--
    if (held.rule.discardable) loose--
  }

  function letGo(held: Held) {
    leave(held)
    if (held.looked && hiddenIn(held.looked, plugin)) parts.onHidden(held.stored)
    else parts.letIn(held.stored, held.rule, held.since)
  }

  function release(isForced = false) {
    if (size === 0) return
    for (const [priority, deque] of byPriority) {
      for (let held = deque.first(); held && (isForced || !isWaiting(held)); held = deque.first()) {
        deque.takeFirst()
        letGo(held)
      }
      if (deque.size() === 0) byPriority.delete(priority)
    }
  }

  function put(held: Held) {
    const { priority } = held.rule
    const deque = byPriority.get(priority) ?? createDeque<Held>()
    byPriority.set(priority, deque)
    deque.append(held)
    numbers.add(held.stored.seqNo)
    size++
    if (held.rule.discardable) loose++
  }

  /** Takes out what is chosen, and keeps the order of the rest. */
  function takeOut(isChosen: (held: Held) => boolean): readonly Held[] {
    const all = [...byPriority.values()].flatMap(emptied)
    byPriority.clear()
    all.forEach(leave)
    for (const held of all) if (!isChosen(held)) put(held)
    return all.filter(isChosen)
  }

  return {
    holds(stored, rule, since) {
      const looked = gate.caseOf(stored, plugin)
      if (!looked && (size === 0 || !byPriority.has(rule.priority))) return false
      if (size >= MAX) release(true)
      put({ stored, rule, since, looked })
      release()
      return true
    },
    release: () => release(),
    has: (seqNo) => size > 0 && numbers.has(seqNo),
    size: () => size,
    hasRoom: () => size < MAX / 4,
    looseSize: () => loose,
    shed: () => (size === 0 ? [] : takeOut(({ rule }) => rule.discardable)),
    remove(seqNos) {
      if (size > 0) takeOut(({ stored }) => seqNos.has(stored.seqNo))
    },
  }
}

function emptied<T>(deque: Deque<T>): readonly T[] {
  const all: T[] = []
  for (let item = deque.takeFirst(); item !== undefined; item = deque.takeFirst()) all.push(item)
  return all
}
