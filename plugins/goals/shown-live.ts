import type { UnifiedEvent } from '#sdk'
import type { Shown } from './shelf.ts'

/** A simulated gift must not take the place of a live that is on. */
const REAL: ReadonlySet<UnifiedEvent['source']> = new Set(['live', 'api'])

/** Which live is shown once this event is there; the same one when it is to stay. Numbers below that of its first event are of lives before it. */
export function shownAfter(shown: Shown | undefined, { sessionId, streamId, source, seqNo }: UnifiedEvent): Shown | undefined {
  if (shown?.sessionId === sessionId || (shown && seqNo !== 0 && seqNo < shown.since)) return shown
  const isReal = REAL.has(source)
  return shown?.isReal && !isReal ? shown : { sessionId, creatorId: streamId, isReal, since: seqNo }
}
