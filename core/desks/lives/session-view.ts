import type { Session } from '../../../schemas/types.ts'
import type { LiveView } from '../../store/ledger.ts'

/** A session as the API tells it. `nowMs`: milliseconds since 1970, for how long one that goes on has lasted. */
export function sessionView(live: LiveView, nowMs: number): Session {
  const { sessionId, number, streamId, platform, name, title, notes, metadata, source, startedBy, status, startedAt, endedAt } = live
  const { endReason, viewers, peakViewers, coins, gifts, likes, events } = live
  const isActive = status === 'active'
  return {
    ...{ sessionId, number, streamId, platform, name, title, notes, metadata, source, startedBy },
    status: isActive ? 'active' : 'ended',
    ...(!isActive && { outcome: status }),
    ...{ startedAt, endedAt, endReason },
    durationMs: Math.max(0, (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt)),
    ...(viewers !== null && { viewers }),
    ...{ peakViewers, ...moneyOf(live), coins, gifts, likes, events },
  }
}

/** The tips of a session; the main currency is the one in which most was given. */
export function moneyOf({ tips }: Pick<LiveView, 'tips'>) {
  const given = Object.entries(tips).sort(([, one], [, other]) => other.cents - one.cents)
  const [main] = given
  return {
    currency: main?.[0] ?? null,
    totalTipsCents: main?.[1].cents ?? 0,
    tipsCents: Object.fromEntries(given.map(([currency, { cents }]) => [currency, cents])),
    tipCount: given.reduce((sum, [, { tips }]) => sum + tips, 0),
  }
}

/** The one that what is handed in goes to unless said: started by hand, else a live, else a simulated one. */
export function mainOf(active: readonly LiveView[], simulations: string): LiveView | undefined {
  const rank = ({ startedBy, source, streamId }: LiveView) => {
    if (source === 'replay' || streamId === simulations) return 0
    if (startedBy === 'hand') return 3
    return source === 'simulator' ? 1 : 2
  }
  const [best] = active.filter((live) => rank(live) > 0).sort((one, other) => rank(other) - rank(one) || other.number - one.number)
  return best
}
