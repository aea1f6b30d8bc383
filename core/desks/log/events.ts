import type { UnifiedEvent } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import type { EventDesk, EventsWanted } from '../../serve/serve.ts'
import type { Store } from '../../store/store.ts'
import { createEventMatch, type EventMatch } from './event-match.ts'

type Parts = {
  readonly store: Pick<Store, 'read' | 'head' | 'first' | 'sessions'>
  /** Records that one page looks at, at most. */
  readonly lookedMax?: number
}

/** The part of the log that a page may be in; both ends are of it. */
type Range = { readonly first: number; readonly last: number }

/** Takes some tens of milliseconds, during which nothing else happens. */
const LOOKED_MAX = 10_000

/** Records that are read at a time. Few, because those beyond the limit were unpacked for nothing. */
const SLICE = 500

/** The log as people look through it: page by page, each a bounded look. */
export function createEvents({ store, lookedMax = LOOKED_MAX }: Parts): EventDesk {
  function sessionIdOf(id: string): string {
    const session = store.sessions.get(id) ?? (/^\d+$/.test(id) ? store.sessions.get(`session-${id}`) : undefined)
    if (!session) throw new HostError('SESSION_UNKNOWN', `There is no session ${id.slice(0, 60)}`)
    return session.sessionId
  }

  function rangeOf({ sinceMs, untilMs }: EventsWanted, sessionId: string | undefined): Range {
    const whole = { first: store.first(), last: store.head() }
    const own = sessionId === undefined ? whole : (store.sessions.range(sessionId) ?? { first: 1, last: 0 })
    const first = sinceMs === undefined ? own.first : Math.max(own.first, acceptedFrom(sinceMs, own))
    const last = untilMs === undefined ? own.last : Math.min(own.last, acceptedFrom(untilMs, own) - 1)
    return { first, last }
  }

  /** The first number that was accepted then or later, by halving. Where the clock was set back, some before it may be later too. */
  function acceptedFrom(timeMs: number, { first, last }: Range): number {
    let [low, high] = [first, last + 1]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const [found] = store.read(middle, 1)
      if (found && Date.parse(found.event.ingestedAt) < timeMs) low = Math.max(middle, found.seqNo) + 1
      else high = middle
    }
    return low
  }

  function look(range: Range, { order, limit }: EventsWanted, match: EventMatch) {
    const events: UnifiedEvent[] = []
    let { first, last } = range
    let looked = 0
    while (first <= last && events.length < limit && looked < lookedMax) {
      const count = Math.min(SLICE, last - first + 1, lookedMax - looked)
      const from = order === 'desc' ? last - count + 1 : first
      const found = store.read(from, count, match.mayBe).filter(({ event }) => match.is(event))
      if (order === 'desc') found.reverse()
      const taken = found.slice(0, limit - events.length)
      events.push(...taken.map(({ event }) => event))
      const end = taken.length < found.length ? taken.at(-1)?.seqNo : undefined
      if (order === 'desc') last = (end ?? from) - 1
      else first = (end ?? from + count - 1) + 1
      looked += count
    }
    return { events, looked, rest: { first, last } }
  }

  return {
    page(wanted) {
      const sessionId = wanted.session === undefined ? undefined : sessionIdOf(wanted.session)
      const range = begun(rangeOf(wanted, sessionId), wanted)
      const { session, order, limit, cursor, ...conditions } = wanted
      const match = createEventMatch({ ...conditions, ...(sessionId !== undefined && { sessionId }) })
      const { events, looked, rest } = look(range, wanted, match)
      return { events, looked, ...(rest.first <= rest.last && { next: String(order === 'desc' ? rest.last : rest.first) }) }
    },
    show(seqNo) {
      const [found] = store.read(seqNo, 1, () => true)
      if (!found) throw new HostError('EVENT_UNKNOWN', `There is no event ${seqNo}; it may have been removed since`)
      return found.event
    },
  }
}

/** What is left of a range where the page before ended. */
function begun({ first, last }: Range, { cursor, order }: EventsWanted): Range {
  if (cursor === undefined) return { first, last }
  const at = Number(cursor)
  return order === 'desc' ? { first, last: Math.min(last, at) } : { first: Math.max(first, at), last }
}
