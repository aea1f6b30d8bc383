import type { EventType } from '../../schemas/types.ts'
import type { Store } from '../store/store.ts'
import type { LastHeard } from './source.ts'

const PAGE = 256
const MAX_LOOKED_AT = 10_000
/** What sources say of their own line, and the host of the session; and what may have come without a time of the platform, and so has one of ours. */
const NOT_BY_ITS_CLOCK: ReadonlySet<EventType> = new Set<EventType>([
  ...(['connected', 'disconnected', 'error', 'gap', 'streamStart', 'streamEnd'] as const),
  ...(['caption', 'custom', 'raw'] as const),
])

/** The newest event of a session that its platform sent by itself, with a time of its own; undefined when it is not among the newest of the log. */
export function lastHeard({ head, read }: Pick<Store, 'head' | 'read'>, sessionId: string): LastHeard | undefined {
  for (let to = head(); to > 0 && head() - to < MAX_LOOKED_AT; to -= PAGE) {
    const from = Math.max(1, to - PAGE + 1)
    const found = read(from, to - from + 1).findLast(
      ({ event }) => event.sessionId === sessionId && event.source === 'live' && !NOT_BY_ITS_CLOCK.has(event.eventType),
    )
    if (found) return { at: found.event.timestamp, eventId: found.event.eventId }
  }
  return undefined
}
