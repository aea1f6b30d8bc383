import type { Activity, ActivityMinute } from '../../../schemas/types.ts'
import type { LiveView, Money } from '../../store/ledger.ts'

const MINUTE_MS = 60_000
/** A week. */
const MAX_MINUTES = 10_080

/** `from` and `to`: minutes since 1970, both of it. */
type Range = { readonly from: number; readonly to: number }
const ALWAYS: Range = { from: 0, to: Number.MAX_SAFE_INTEGER / MINUTE_MS / 2 }

/** What happened in each minute of a session; those in which nothing did are left out. */
export function activityOf(
  money: Pick<Money, 'minutes' | 'tipMinutes'>,
  { sessionId }: Pick<LiveView, 'sessionId'>,
  range = ALWAYS,
): Activity {
  const minutes = new Map<number, ActivityMinute>()
  for (const { minute, counts, coins, viewers } of money.minutes(sessionId, { ...range, limit: MAX_MINUTES }))
    minutes.set(minute, { at: timeOf(minute), counts: { ...counts }, coins, tipsCents: {}, ...(viewers > 0 && { viewers }) })
  for (const { minute, currency, cents } of money.tipMinutes(sessionId, range)) {
    const found = minutes.get(minute)
    if (found) found.tipsCents[currency] = cents
  }
  return { minutes: [...minutes.values()] }
}

/** The sum of several, minute by minute; the newest that there is room for. */
export function together(all: readonly Activity[]): Activity {
  const sums = new Map<string, ActivityMinute>()
  for (const { minutes } of all) for (const minute of minutes) sums.set(minute.at, plus(sums.get(minute.at), minute))
  const sorted = [...sums.values()].sort((one, other) => (one.at < other.at ? -1 : 1))
  return { minutes: sorted.slice(-MAX_MINUTES) }
}

function plus(one: ActivityMinute | undefined, other: ActivityMinute): ActivityMinute {
  if (!one) return other
  const viewers = Math.max(one.viewers ?? 0, other.viewers ?? 0)
  return {
    at: one.at,
    counts: added(one.counts, other.counts),
    coins: one.coins + other.coins,
    tipsCents: added(one.tipsCents, other.tipsCents),
    ...(viewers > 0 && { viewers }),
  }
}

type Sums = Readonly<Record<string, number>>

/** Key by key. */
export function added(one: Sums, other: Sums): Record<string, number> {
  const sums: Record<string, number> = { ...one }
  for (const [name, count] of Object.entries(other)) sums[name] = (sums[name] ?? 0) + count
  return sums
}

const timeOf = (minute: number) => new Date(minute * MINUTE_MS).toISOString()
