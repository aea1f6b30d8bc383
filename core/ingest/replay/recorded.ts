import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Store, StoredEvent } from '../../store/store.ts'

/** The part of a session that is replayed. */
export type Recording = {
  readonly sessionId: string
  /** Numbers of its first and last event. */
  readonly first: number
  readonly last: number
  /** Only what was accepted from then on, and before then; milliseconds since 1970. */
  readonly fromMs?: number
  readonly untilMs?: number
}

/** The ids of what the host tells of sessions and money begin with this; a replay is none of that. */
export const FACT = 'fact:'

const SLICE = 256

/**
 * The events of a session as they came from outside, in order, a slice of the log at a time. Left out is what was told of the time before,
 * what was itself a repeat, and what plugins made of other events: those that take replays make it anew.
 */
export async function* recorded(read: Store['read'], recording: Recording): AsyncGenerator<readonly StoredEvent[]> {
  const { first, last, untilMs = Number.POSITIVE_INFINITY } = recording
  for (let from = first; from <= last; ) {
    const slice = read(from, Math.min(SLICE, last - from + 1))
    const end = slice.at(-1)
    if (!end) return
    yield slice.filter(({ event }) => isPartOf(event, recording))
    if (acceptedMs(end.event) >= untilMs) return
    from = end.seqNo + 1
    // A turn for the others: the log may be long, and little of it this session's.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** When an event was accepted, in milliseconds since 1970. */
export function acceptedMs({ ingestedAt }: UnifiedEvent): number {
  return Date.parse(ingestedAt)
}

function isPartOf(event: UnifiedEvent, { sessionId, fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY }: Recording) {
  if (event.sessionId !== sessionId || event.replay || event.source === 'history' || event.source === 'plugin') return false
  if (event.eventId.startsWith(FACT)) return false
  const at = acceptedMs(event)
  return at >= fromMs && at < untilMs
}
