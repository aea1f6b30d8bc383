import type { Delivery, Host, UnifiedEvent } from '#sdk'
import { RetryError } from '#sdk/failures'
import { createTaken } from './outbox/taken.ts'
import type { Station } from './station.ts'

type Parts = {
  readonly stations: readonly Pick<Station, 'name' | 'tell'>[]
  readonly host: Pick<Host, 'kv' | 'log'>
}

/** The host lets nothing wait behind what is put off for more than ten seconds. */
const LEAST_PAUSE_MS = 15_000
const MOST_PAUSE_MS = 3_600_000

/**
 * Tells every endpoint; what one's template cannot say keeps nothing from the others. What one of them has no room for is handed back to the host, which asks again later; the others are not
 * told twice.
 */
export function createTelling({ stations, host: { kv, log } }: Parts) {
  const taken = createTaken(kv)

  return async (event: UnifiedEvent, { attempt }: Pick<Delivery, 'attempt'>): Promise<void> => {
    const cameBefore = attempt > 1 || event.replay !== undefined
    const had: ReadonlySet<string> = cameBefore ? await taken.by(event) : new Set()
    const meant = stations.filter(({ name }) => !had.has(name))
    const told = await Promise.allSettled(meant.map((station) => station.tell(event)))
    const failures = told.flatMap((result, at) =>
      result.status === 'rejected' ? [{ name: meant[at]?.name ?? '', why: result.reason }] : [],
    )
    const passing = failures.filter(({ why }) => isPassing(why))
    for (const { name, why } of failures) if (!isPassing(why)) log.warn(`${name} is not told of ${event.eventType}. ${Object(why).message}`)
    const [first] = passing
    if (!first) return had.size > 0 ? taken.forget(event) : undefined
    const took = stations.map(({ name }) => name).filter((name) => !passing.some((failure) => failure.name === name))
    if (took.length > had.size) await taken.note(event, took)
    throw laterBy(attempt, first.why)
  }
}

const isPassing = (why: unknown) => Object(why).permanent !== true

/** Twice as late with each try, so that twenty tries last for half a day. */
function laterBy(attempt: number, why: unknown): unknown {
  if (!(why instanceof RetryError)) return why
  const pauseMs = Math.max(why.retryAfterMs ?? 0, LEAST_PAUSE_MS * 2 ** (attempt - 1))
  return new RetryError(why.message, Math.min(pauseMs, MOST_PAUSE_MS))
}
