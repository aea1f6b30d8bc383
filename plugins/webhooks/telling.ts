import type { Delivery, Host, UnifiedEvent } from '#sdk'
import { RetryError } from '#sdk/failures'
import type { Station } from './station.ts'

type Parts = {
  readonly stations: readonly Pick<Station, 'name' | 'tell'>[]
  readonly host: Pick<Host, 'log'>
}

/** The host lets nothing wait behind what is put off for more than ten seconds. */
const LEAST_PAUSE_MS = 15_000
const MOST_PAUSE_MS = 3_600_000

/**
 * Tells every endpoint; what one's template cannot say keeps nothing from the others. What the plugin's storage has no room for is handed back to the host,
 * which asks again later.
 */
export function createTelling({ stations, host: { log } }: Parts) {
  return async (event: UnifiedEvent, { attempt }: Pick<Delivery, 'attempt'>): Promise<void> => {
    const told = await Promise.allSettled(stations.map((station) => station.tell(event)))
    const failures = told.flatMap((result, at) =>
      result.status === 'rejected' ? [{ name: stations[at]?.name ?? '', why: result.reason }] : [],
    )
    for (const { name, why } of failures) if (!isPassing(why)) log.warn(`${name} is not told of ${event.eventType}. ${Object(why).message}`)
    const first = failures.find(({ why }) => isPassing(why))
    if (first) throw laterBy(attempt, first.why)
  }
}

const isPassing = (why: unknown) => Object(why).permanent !== true

/** Twice as late with each try, so that twenty tries last for half a day. */
function laterBy(attempt: number, why: unknown): unknown {
  if (!(why instanceof RetryError)) return why
  const pauseMs = Math.max(why.retryAfterMs ?? 0, LEAST_PAUSE_MS * 2 ** (attempt - 1))
  return new RetryError(why.message, Math.min(pauseMs, MOST_PAUSE_MS))
}
