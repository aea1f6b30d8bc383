import type { UnifiedEvent } from '#sdk'
import { createTally, type Tally } from './tally.ts'

type Shown = { readonly sessionId: string; readonly isReal: boolean; readonly since: number; readonly tally: Tally; hasEnded: boolean }

/** A simulated gift must not take the place of a live that is on; nor may a replayed one. */
const REAL: ReadonlySet<UnifiedEvent['source']> = new Set(['live', 'api'])

/** Whether an event is of a live, and not of a test or a replay. */
export function isReal({ source }: Pick<UnifiedEvent, 'source'>): boolean {
  return REAL.has(source)
}

/**
 * Which live the pages show: that of the newest event. Tests and replays are shown while no real live is. `onOpen` is told of each that is
 * shown from now on, for what of it happened before.
 */
export function createShownLive(onOpen: (tally: Tally, event: UnifiedEvent) => void = () => {}) {
  let shown: Shown | undefined

  function open(event: UnifiedEvent): Tally {
    const tally = createTally()
    shown = { sessionId: event.sessionId, isReal: isReal(event), since: event.seqNo, tally, hasEnded: false }
    onOpen(tally, event)
    return tally
  }

  return {
    sessionId: () => shown?.sessionId,
    tally: () => shown?.tally,
    /** The tally that an event counts in; undefined when its live is not the one shown. */
    of(event: UnifiedEvent): Tally | undefined {
      if (!shown) return open(event)
      if (shown.sessionId === event.sessionId) return shown.tally
      const isBefore = event.seqNo !== 0 && event.seqNo < shown.since
      const isKept = shown.isReal && !shown.hasEnded && !isReal(event)
      return isBefore || isKept ? undefined : open(event)
    },
    ended(event: UnifiedEvent) {
      if (shown?.sessionId === event.sessionId) shown.hasEnded = true
    },
  }
}
