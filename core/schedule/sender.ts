import type { UnifiedEvent } from '../../schemas/types.ts'
import { bandOf, isUrgent } from './bands.ts'
import type { Breaker } from './breaker.ts'
import type { InFlight } from './in-flight.ts'
import type { Item } from './item.ts'
import { isTroubled, type Retries } from './retries.ts'
import type { Dispatch } from './schedule.ts'
import type { Setbacks } from './setbacks.ts'
import type { LaneTrace } from './trace.ts'
import type { Turns } from './turns.ts'
import type { Waiting } from './waiting.ts'

/** What may have run before is written down for so much work at once: the disk takes some milliseconds for one as for many. */
const HELD_WORK_MS = 50

export type SenderParts = {
  waiting: Waiting
  retries: Retries
  inFlight: InFlight
  setbacks: Setbacks
  turns: Turns
  breaker: Breaker
  trace: LaneTrace
  encode: (event: UnifiedEvent) => Uint8Array
}

/** Puts together what goes to the worker next; while the breaker is half open, one delivery to try. */
export function createSender({ waiting, retries, inFlight, setbacks, turns, breaker, trace, encode }: SenderParts) {
  function send(item: Item, now: number): Dispatch {
    if (isTroubled(item)) retries.start(item, now)
    else waiting.take(item)
    if (item.merge && item.merge.others.length > 0) item.bytes = encode(item.merge.event)
    turns.taken(item)
    trace.sent(item.row, item.seqNo, now)
    const attempt = (item.trouble?.attempts.length ?? 0) + 1
    const { seqNo, bytes, recovered, rule } = item
    const redelivered = recovered || attempt > 1
    return { deliveryId: inFlight.add(item), seqNo, bytes, attempt, redelivered, mode: rule.mode, urgent: isUrgent(item) }
  }

  /** Waits for its first try in this process, but a try of an earlier one is known or likely. */
  function mayHaveRun(item: Item): boolean {
    return (item.recovered || item.trouble !== undefined) && !retries.has(item.seqNo)
  }

  /** What may have run goes on as a retry, several at a time. */
  function hold(first: Item, now: number) {
    const band = bandOf(first.priority)
    for (let count = inFlight.countFor(HELD_WORK_MS); count > 0; count--) {
      const item = waiting.head(band)
      if (!item || !mayHaveRun(item)) return
      waiting.take(item)
      setbacks.presumed(item, now)
    }
  }

  return {
    /** Empty when nothing may go now. */
    nextBatch(now: number): readonly Dispatch[] {
      const batch: Dispatch[] = []
      const isTrying = !breaker.isClosed()
      let firsts = 0
      if (isTrying && !breaker.mayProbe()) return batch
      for (let item = turns.next(now); item && inFlight.hasRoom(item); item = turns.next(now)) {
        if (mayHaveRun(item)) hold(item, now)
        else {
          if (!isTroubled(item)) firsts++
          const delivery = send(item, now)
          batch.push(delivery)
          if (!isTrying) continue
          breaker.probe(delivery.deliveryId)
          break
        }
      }
      if (firsts > 0) retries.first(now, firsts)
      inFlight.endBatch()
      return batch
    },
  }
}
