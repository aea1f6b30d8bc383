import type { AnalyticsDay, AnalyticsSummary, FunnelStep } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { AnalyticsDesk, Audit, SessionDesk, Span, TipDesk } from '../../serve/serve.ts'
import type { LiveFilter, LiveView } from '../../store/ledger.ts'
import type { Store } from '../../store/store.ts'
import { activityOf, added, together } from './activity.ts'
import { exportLines } from './export-lines.ts'
import { sessionView } from './session-view.ts'

type Parts = {
  readonly store: Pick<Store, 'lives' | 'money'>
  readonly sessions: Pick<SessionDesk, 'row' | 'get'>
  readonly tips: Pick<TipDesk, 'page'>
  readonly audit: Audit
  readonly clock: Clock
}

/** Sessions that one summary adds up; more would take longer than anybody waits. */
const MAX_SESSIONS = 10_000
const MAX_ACTIVITIES = 500
const HOUR_MS = 3_600_000

/** Sums over lives. Nothing here reads the log. */
export function createAnalytics({ store, sessions, tips, audit, clock }: Parts): AnalyticsDesk {
  const { lives, money } = store

  /** One that is named, or the real ones of a range. */
  function filterOf({ session, from, to, platform }: Span): LiveFilter {
    if (session !== undefined) return { sessionIds: [sessions.row(session).sessionId] }
    return {
      isReal: true,
      ...(from !== undefined && { from: timeOf(from) }),
      ...(to !== undefined && { to: timeOf(to) }),
      ...(platform !== undefined && { platform }),
    }
  }

  return {
    summary(span) {
      const filter = filterOf(span)
      const found = lives.list(filter, MAX_SESSIONS)
      const sums = sumsOf(found, clock.wallTime())
      const { from, to } = filter
      return { ...(from && { from }), ...(to && { to }), ...sums, events: { ...lives.counts(filter) }, days: daysOf(found) }
    },
    activity: (span) => together(lives.list(filterOf(span), MAX_ACTIVITIES).map((live) => activityOf(money, live))),
    topGifters: (span, limit) => ({ gifters: [...money.gifters(filterOf(span), limit)] }),
    topTippers: (span, limit) => ({
      tippers: money.tippers(filterOf(span), limit).map(({ cents, ...tipper }) => ({ ...tipper, amountCents: cents })),
    }),
    funnel(span) {
      const { seen, wrote, gave, both } = money.funnel(filterOf(span))
      const step = (name: FunnelStep['step'], viewers: number, ofBefore: number | null): FunnelStep => ({ step: name, viewers, ofBefore })
      return { steps: [step('join', seen, null), step('chat', wrote, share(wrote, seen)), step('gift', gave, share(both, wrote))] }
    },
    compare(ids) {
      const found = ids.map((id) => sessions.get(id))
      const best = Object.entries(FIGURES).flatMap(([figure, of]) => {
        const [first] = [...found].sort((one, other) => of(other) - of(one))
        return first && of(first) > 0 ? [[figure, first.sessionId]] : []
      })
      return { sessions: found, best: Object.fromEntries(best) }
    },
    export(what, span, by) {
      const filter = filterOf(span)
      audit({ what: 'analytics.exported', by, detail: { what, ...span } })
      return exportLines(what, { filter, span, lives, money, tips, nowMs: clock.wallTime() })
    },
  }
}

type Figured = ReturnType<typeof sessionView>

const FIGURES: Readonly<Record<string, (session: Figured) => number>> = {
  coins: ({ coins }) => coins,
  tips: ({ totalTipsCents }) => totalTipsCents,
  likes: ({ likes }) => likes,
  viewers: ({ peakViewers }) => peakViewers,
  duration: ({ durationMs }) => durationMs,
  events: ({ events }) => events,
}

const centsOf = ({ tips }: LiveView) => Object.fromEntries(Object.entries(tips).map(([currency, { cents }]) => [currency, cents]))

function sumsOf(found: readonly LiveView[], nowMs: number): Omit<AnalyticsSummary, 'from' | 'to' | 'events' | 'days'> {
  const views = found.map((live) => sessionView(live, nowMs))
  const sum = (of: (view: Figured) => number) => views.reduce((total, view) => total + of(view), 0)
  const tipsCents = views.reduce<Record<string, number>>((sums, view) => added(sums, view.tipsCents), {})
  const [coins, durationMs] = [sum((view) => view.coins), sum((view) => view.durationMs)]
  const perHour = (total: number) => (durationMs > 0 ? Math.round((total * HOUR_MS * 100) / durationMs) / 100 : 0)
  return {
    ...{ sessions: views.length, durationMs, coins, gifts: sum((view) => view.gifts), likes: sum((view) => view.likes) },
    ...{
      tipsCents,
      tipCount: sum((view) => view.tipCount),
      peakViewers: views.reduce((most, view) => Math.max(most, view.peakViewers), 0),
    },
    perHour: {
      coins: perHour(coins),
      tipsCents: Object.fromEntries(Object.entries(tipsCents).map(([currency, cents]) => [currency, perHour(cents)])),
    },
  }
}

/** By the day on which sessions began, the oldest first. */
function daysOf(found: readonly LiveView[]): AnalyticsDay[] {
  const days = new Map<string, AnalyticsDay>()
  for (const live of found.toReversed()) {
    const day = live.startedAt.slice(0, 10)
    const { sessions = 0, coins = 0, tipsCents = {}, events = 0, peakViewers = 0 } = days.get(day) ?? {}
    days.set(day, {
      ...{ day, sessions: sessions + 1, coins: coins + live.coins, tipsCents: added(tipsCents, centsOf(live)) },
      ...{ events: events + live.events, peakViewers: Math.max(peakViewers, live.peakViewers) },
    })
  }
  return [...days.values()]
}

const share = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 10_000) / 10_000 : null)

/** A time as rows have it; the routes have looked at it. */
const timeOf = (text: string) => new Date(text).toISOString()
