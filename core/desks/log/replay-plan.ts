import type { EventType } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { type Recording, recorded } from '../../ingest/replay/recorded.ts'
import type { LaneConfig } from '../../schedule/schedule.ts'
import type { ReplayOrder, ReplayPlan, SessionDesk } from '../../serve/serve.ts'
import type { SessionRow, Store } from '../../store/store.ts'
import { createReach } from './reach.ts'

type Parts = { readonly store: Pick<Store, 'read' | 'sessions'>; readonly sessions: Pick<SessionDesk, 'row'> }

/** A session, and the part of it that an order means. */
export type Meant = { readonly of: SessionRow; readonly recording: Recording }

/** Finds what an order means. Throws SESSION_UNKNOWN, or USAGE for what cannot be replayed. */
export function meant(id: string, { from, until }: ReplayOrder, { store, sessions }: Parts): Meant {
  const of = sessions.row(id)
  if (of.source === 'replay') throw new HostError('USAGE', `Session ${of.number} is itself a replay; replay what it repeats`)
  const range = store.sessions.range(of.sessionId)
  if (!range) throw new HostError('USAGE', `Session ${of.number} has no events that are kept`)
  const bounds = { ...(from !== undefined && { fromMs: timeOf(from) }), ...(until !== undefined && { untilMs: timeOf(until) }) }
  return { of, recording: { sessionId: of.sessionId, ...range, ...bounds } }
}

/** Counts what would go where. */
export async function planOf(
  { of, recording }: Meant,
  order: ReplayOrder,
  { store, lanes }: Parts & { readonly lanes: readonly LaneConfig[] },
) {
  const reach = createReach(lanes, order.to)
  const events: Counts = {}
  const to: Record<string, Counts> = Object.fromEntries(reach.plugins.map((plugin) => [plugin, {}]))
  for await (const slice of recorded(store.read, recording)) {
    for (const { event } of slice) {
      count(events, event.eventType)
      for (const taker of reach.of(event)) {
        to[taker] ??= {}
        count(to[taker], event.eventType)
      }
    }
  }
  return { of: named(of), events, to, unknown: reach.unknown } satisfies ReplayPlan
}

/** What reports say of a session. */
export function named({ sessionId, number, name }: SessionRow) {
  return { sessionId, number, name }
}

type Counts = Partial<Record<EventType, number>>

function count(counts: Counts, type: EventType) {
  counts[type] = (counts[type] ?? 0) + 1
}

function timeOf(text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new HostError('USAGE', `"${text.slice(0, 40)}" is no time such as 2026-11-20T18:00:00Z`)
  return time
}
