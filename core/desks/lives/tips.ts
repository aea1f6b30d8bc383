import { randomUUID } from 'node:crypto'
import type { EventOf, Tip, TipSent } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { TIP_REVERSED } from '../../base/tip-reversal.ts'
import { handleOf } from '../../ingest/handle.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import type { Draft } from '../../ingest/source.ts'
import type { Audit, SessionDesk, TipDesk, TipsWanted } from '../../serve/serve.ts'
import type { TipFilter, TipRow } from '../../store/ledger.ts'
import type { Store } from '../../store/store.ts'
import type { Accepted } from '../log/accepted.ts'

type Parts = {
  readonly store: Pick<Store, 'money' | 'read'>
  readonly sessions: Pick<SessionDesk, 'row' | 'get' | 'active'>
  readonly ingest: Pick<Ingest, 'hand'>
  readonly accepted: Accepted
  /** Throws while nothing is taken in. */
  readonly assertOpen: () => void
  readonly audit: Audit
}

/** How a tip came in, as an event says it. */
const METHOD = { platform_api: 'api', manual: 'manual', websocket: 'socket' } as const satisfies Record<
  NonNullable<TipSent['source']>,
  EventOf<'tip'>['payload']['method']
>

const DEFAULT_CURRENCY = 'USD'

/** Money that viewers gave: handed in as events, listed from their index, with names and words from the log. */
export function createTips({ store, sessions, ingest, accepted, assertOpen, audit }: Parts): TipDesk {
  function meant(id: string | undefined) {
    const sessionId = id ?? sessions.active().session?.sessionId
    if (sessionId === undefined) throw new HostError('SESSION_NEEDED', 'No session goes on; start one, or say which is meant')
    const row = sessions.row(sessionId)
    if (row.source === 'replay') throw new HostError('USAGE', `Session ${row.number} is a replay, which takes no money`)
    return row
  }

  /** Whoever sends a tip and gets no answer sends it again; on a full disk it is refused, so that it counts once. */
  const hand = (draft: Draft, live: { readonly streamId: string; readonly sessionId: string }) =>
    ingest.hand([draft], { ...live, source: 'api' }, { isAwaited: true })

  /** Numbers of tips that are being taken back. */
  const going = new Set<number>()

  /** The event of a tip that counts. */
  function tipOf(seqNo: number): EventOf<'tip'> {
    const row = going.has(seqNo) || !Number.isSafeInteger(seqNo) ? undefined : store.money.tip(seqNo)
    const [found] = row ? store.read(seqNo, 1) : []
    if (found?.seqNo === seqNo && found.event.eventType === 'tip') return found.event
    throw new HostError('TIP_UNKNOWN', `There is no tip ${seqNo} that could be taken back`, { tip: seqNo })
  }

  function rowView(row: TipRow): Tip {
    const [found] = store.read(row.seqNo, 1, () => true)
    return found?.event.eventType === 'tip' ? tipView(found.event) : bareView(row)
  }

  return {
    async send(sent, by) {
      assertOpen()
      const { sessionId, streamId, number } = meant(sent.sessionId)
      const draft = draftOf(sent)
      const event = await accepted.of(draft.eventId, () => hand(draft, { streamId, sessionId }))
      const { amountCents, currency } = draft.value
      audit({ what: 'tip.recorded', by, detail: { session: number, amountCents, currency } })
      // What was handed in is a tip.
      return { tip: tipView(event as EventOf<'tip'>), session: sessions.get(sessionId) }
    },
    async reverse(seqNo, by) {
      assertOpen()
      const tip = tipOf(seqNo)
      const { streamId, number } = sessions.row(tip.sessionId)
      const draft = reversalDraft(tip)
      going.add(seqNo)
      try {
        await accepted.of(draft.eventId, () => hand(draft, { streamId, sessionId: tip.sessionId }))
      } finally {
        going.delete(seqNo)
      }
      const { amountCents, currency } = draft.payload.data
      audit({ what: 'tip.reversed', by, detail: { session: number, seqNo, amountCents, currency } })
      return { tip: tipView(tip), session: sessions.get(tip.sessionId) }
    },
    page({ limit, ...wanted }) {
      const found = store.money.tips(
        filterOf(wanted, (id) => sessions.row(id).sessionId),
        limit + 1,
      )
      const rows = found.slice(0, limit)
      const last = found.length > limit ? rows.at(-1) : undefined
      return { tips: rows.map(rowView), ...(last && { next: String(last.seqNo) }) }
    },
  }
}

function filterOf({ session, cursor, since, until }: Omit<TipsWanted, 'limit'>, sessionIdOf: (id: string) => string): TipFilter {
  return {
    ...(session !== undefined && { sessionId: sessionIdOf(session) }),
    ...(since !== undefined && { since: Date.parse(since) }),
    ...(until !== undefined && { until: Date.parse(until) }),
    ...(cursor !== undefined && { before: Number(cursor) }),
  }
}

/** The event of a tip. Who is named gets an id made of the name, so that one person's tips are found and added up. */
function draftOf({ amountCents, currency = DEFAULT_CURRENCY, tipperName, message, source = 'manual' }: TipSent) {
  const name = tipperName?.trim() ?? ''
  const uniqueId = handleOf(name, 'tipper')
  return {
    eventType: 'tip',
    eventId: `tip:${randomUUID()}`,
    ...(name !== '' && { user: { userId: `tip:${uniqueId}`, uniqueId, displayName: name } }),
    value: { amountCents, currency },
    payload: { ...(name !== '' && { tipperName: name }), ...(message !== undefined && { message }), method: METHOD[source] },
  } as const satisfies Draft
}

/** What takes a tip back. It is of the same person, so that it is forgotten with that one. */
function reversalDraft({
  eventId: tipId,
  seqNo: tipSeqNo,
  sessionId,
  streamId: creatorId,
  ingestedAt: tippedAt,
  user,
  value,
}: EventOf<'tip'>) {
  const { amountCents = 0, currency = 'XXX' } = value
  return {
    eventType: 'custom',
    eventId: `reversed:${tipId}`,
    ...(user && { user }),
    payload: { name: TIP_REVERSED, data: { creatorId, sessionId, tipId, tipSeqNo, tippedAt, amountCents, currency } },
  } as const satisfies Draft
}

/** A tip as the API tells it. */
export function tipView({ eventId, seqNo, sessionId, ingestedAt, user, value, payload, source }: EventOf<'tip'>): Tip {
  const { amountCents = 0, currency = 'XXX' } = value
  return {
    ...{ tipId: eventId, seqNo, sessionId, at: ingestedAt, amountCents, currency },
    tipperName: payload.tipperName ?? user?.displayName ?? null,
    message: payload.message ?? null,
    source: sourceOf({ source, payload }),
    ...(user && { userId: user.userId }),
  }
}

/** How it came in, whatever a plugin says that made it; what does not say so came from a platform. */
export function sourceOf({ source, payload }: Pick<EventOf<'tip'>, 'source' | 'payload'>): NonNullable<Tip['source']> {
  if (source === 'plugin') return 'plugin'
  const found = Object.entries(METHOD).find(([, method]) => method === payload.method)
  // The names of the table.
  return (found?.[0] ?? 'platform_api') as NonNullable<TipSent['source']>
}

/** What is left when its event has gone from the log. */
function bareView({ seqNo, sessionId, at, cents, currency }: TipRow): Tip {
  return {
    ...{ tipId: `removed:${seqNo}`, seqNo, sessionId, at: new Date(at).toISOString(), amountCents: cents, currency },
    ...{ tipperName: null, message: null, source: null },
  }
}
