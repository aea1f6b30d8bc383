import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Store, StoredEvent } from '../store/store.ts'

/** Finds the event that a plugin was handling when it emitted another; nearly always it is one of the newest. */
export function createOrigins({ read }: Pick<Store, 'read'>, remembered = 4096) {
  const newest: (StoredEvent | undefined)[] = new Array(remembered)
  return {
    note(events: readonly StoredEvent[]) {
      for (const stored of events) newest[stored.seqNo % remembered] = stored
    },
    of(seqNo: number): UnifiedEvent | undefined {
      const near = newest[seqNo % remembered]
      const stored = near?.seqNo === seqNo ? near : read(seqNo, 1)[0]
      return stored?.seqNo === seqNo ? stored.event : undefined
    },
  }
}
