import type { Attempt, StoredEvent } from '../store/store.ts'
import type { InFlight } from './in-flight.ts'
import type { Outcomes } from './outcomes.ts'
import type { Parked } from './parked.ts'
import type { Retries } from './retries.ts'
import type { Cleared, ClearOrder, Marks } from './schedule.ts'
import type { Waiting } from './waiting.ts'

const CLEARED = 'The queue was cleared'

/** Ends what waits in a lane: nothing that may not be dropped is lost, for its letters can be replayed. What is at work goes on. */
export function createClearing(parts: {
  marks: Marks
  waiting: Pick<Waiting, 'shed' | 'takeAll' | 'putBack' | 'forgetSpilled' | 'forgetGated' | 'looseSize'>
  retries: Retries
  parked: Parked
  inFlight: InFlight
  outcomes: Outcomes
  attempts: ReadonlyMap<number, readonly Attempt[]>
  read: (fromSeqNo: number, limit: number) => readonly StoredEvent[]
}): (order: ClearOrder) => Cleared {
  const { marks, waiting, retries, parked, inFlight, outcomes } = parts

  /** Numbers of what waits, the oldest first. */
  function waitingNumbers(): readonly number[] {
    const running = inFlight.seqNos()
    return [...marks.pending(0)].filter((seqNo) => !running.has(seqNo))
  }

  function giveUpTried(seqNo: number): boolean {
    const item = [...retries.all(), ...parked.all()].find((tried) => tried.seqNo === seqNo)
    if (!item) return false
    retries.remove(item)
    parked.remove(item)
    outcomes.dead(item, CLEARED)
    return true
  }

  function giveUpInLog(seqNo: number): void {
    const [stored] = parts.read(seqNo, 1)
    if (stored?.seqNo !== seqNo) outcomes.discardedUnqueued(seqNo, 'unknown', 'damaged')
    else outcomes.deadUnqueued({ seqNo, eventType: stored.event.eventType, attempts: parts.attempts.get(seqNo) ?? [] }, CLEARED)
  }

  return ({ max, dryRun }) => {
    const all = marks.count() - inFlight.size()
    const loose = waiting.looseSize()
    if (dryRun) return { discarded: loose, deadLetters: Math.min(max, all - loose), left: Math.max(0, all - loose - max) }
    waiting.shed('cleared')
    const items = new Map(waiting.takeAll().map((item) => [item.seqNo, item]))
    const numbers = waitingNumbers()
    const ended = numbers.slice(0, max)
    for (const seqNo of ended) {
      const item = items.get(seqNo)
      items.delete(seqNo)
      if (item) outcomes.dead(item, CLEARED)
      else if (!giveUpTried(seqNo)) giveUpInLog(seqNo)
    }
    waiting.forgetGated(new Set(ended))
    waiting.putBack([...items.values()])
    if (ended.length === numbers.length) waiting.forgetSpilled()
    return { discarded: loose, deadLetters: ended.length, left: numbers.length - ended.length }
  }
}
