import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Store, StoredEvent } from '../store/store.ts'

/** Where an event came from, as far as what follows from it must know. */
export type Origin = Pick<UnifiedEvent, 'streamId' | 'sessionId' | 'hops' | 'replay'>

/** Finds the origin of the event that a plugin was handling when it emitted another; nearly always it is one of the newest. */
export function createOrigins({ read }: Pick<Store, 'read'>, remembered = 4096) {
  const seqNos = new Float64Array(remembered)
  const origins = new Array<Origin | undefined>(remembered)
  // Neighbours nearly always share an origin; to keep the events themselves would only make work for the garbage collector.
  let last: Origin | undefined
  return {
    note(events: readonly StoredEvent[]) {
      for (const { seqNo, event } of events) {
        const { streamId, sessionId, hops, replay } = event
        const isSame = last?.sessionId === sessionId && last.streamId === streamId && last.hops === hops && last.replay === replay
        if (!isSame) last = originOf(event)
        seqNos[seqNo % remembered] = seqNo
        origins[seqNo % remembered] = last
      }
    },
    of(seqNo: number): Origin | undefined {
      if (seqNos[seqNo % remembered] === seqNo) return origins[seqNo % remembered]
      const stored = read(seqNo, 1)[0]
      return stored?.seqNo === seqNo ? originOf(stored.event) : undefined
    },
  }
}

function originOf({ streamId, sessionId, hops, replay }: UnifiedEvent): Origin {
  return { streamId, sessionId, ...(hops !== undefined && { hops }), ...(replay && { replay }) }
}
