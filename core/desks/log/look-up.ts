import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import { createTurns } from '../../base/turns.ts'
import type { LookUp } from '../../sandbox/broker/events.ts'
import type { EventDesk, EventsWanted } from '../../serve/serve.ts'

type Parts = {
  /** A bounded look, some milliseconds long. */
  readonly page: EventDesk['page']
  readonly clock: Clock
}

/** Records that plugins look at together in a second: what they may cost whoever waits for a gift. */
const LOOKED_A_SECOND = 20_000
/** Records that one query looks at. */
const LOOKED_MAX = 20_000

/** Looks into the log for plugins: one look after the other, and none faster than the log can do beside a live. */
export function createLookUp({ page, clock }: Parts): LookUp {
  const inTurn = createTurns()
  let freeAt = 0

  async function look(wanted: EventsWanted) {
    const waitMs = freeAt - clock.now()
    if (waitMs > 0) await new Promise<void>((resolve) => void clock.after(waitMs, resolve))
    const found = page(wanted)
    freeAt = clock.now() + (found.looked * 1000) / LOOKED_A_SECOND
    return found
  }

  async function lookAll(wanted: EventsWanted): Promise<readonly UnifiedEvent[]> {
    const events: UnifiedEvent[] = []
    let looked = 0
    let cursor = wanted.cursor
    do {
      const found = await look({ ...wanted, limit: wanted.limit - events.length, ...(cursor !== undefined && { cursor }) })
      events.push(...found.events)
      looked += found.looked
      cursor = found.next
    } while (cursor !== undefined && events.length < wanted.limit && looked < LOOKED_MAX)
    return events
  }

  return ({ types, sessionId, userId, sinceMs, after, order, limit }) => {
    const found = inTurn(() =>
      lookAll({
        ...{ types, order, limit },
        ...(sessionId !== undefined && { session: sessionId }),
        ...(userId !== undefined && { user: userId }),
        ...(sinceMs !== undefined && { sinceMs }),
        ...(after !== undefined && { cursor: String(order === 'asc' ? after + 1 : after - 1) }),
      }),
    )
    return found.catch(nothingOfNoSession)
  }
}

/** What a session that is gone had is gone with it. */
function nothingOfNoSession(error: unknown): readonly UnifiedEvent[] {
  if (error instanceof HostError && error.code === 'SESSION_UNKNOWN') return []
  throw error
}
