import type { UnifiedEvent } from '#sdk'
import { createTally, type Tally } from './tally.ts'

type Shown = { readonly sessionId: string; readonly isReal: boolean; readonly since: number; readonly tally: Tally; hasEnded: boolean }

/** A simulated gift must not take the place of a live that is on; nor may a replayed one. */
const REAL: ReadonlySet<UnifiedEvent['source']> = new Set(['live', 'api'])

/** Which live the pages show: that of the newest event. Tests and replays are shown while no real live is. */
export function createShownLive() {
  let shown: Shown | undefined

  function open({ sessionId, source, seqNo }: UnifiedEvent, tally = createTally()): Tally {
    shown = { sessionId, isReal: REAL.has(source), since: seqNo, tally, hasEnded: false }
    return tally
  }

  return {
    open,
    sessionId: () => shown?.sessionId,
    tally: () => shown?.tally,
    /** The tally that an event counts in; undefined when its live is not the one shown. */
    of(event: UnifiedEvent): Tally | undefined {
      if (!shown) return open(event)
      if (shown.sessionId === event.sessionId) return shown.tally
      const isBefore = event.seqNo !== 0 && event.seqNo < shown.since
      const isKept = shown.isReal && !shown.hasEnded && !REAL.has(event.source)
      return isBefore || isKept ? undefined : open(event)
    },
    ended(event: UnifiedEvent) {
      if (shown?.sessionId === event.sessionId) shown.hasEnded = true
    },
  }
}

export type ShownLive = ReturnType<typeof createShownLive>
