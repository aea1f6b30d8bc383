import type { Session, SessionNote, SessionStart } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import type { Audit, SessionDesk } from '../../serve/serve.ts'
import type { LiveView, NoteRow } from '../../store/ledger.ts'
import type { Store } from '../../store/store.ts'
import { SIMULATIONS } from '../log/simulation.ts'
import { activityOf } from './activity.ts'
import type { LiveDoors } from './live-doors.ts'
import { mainOf, sessionView } from './session-view.ts'

export type SessionParts = {
  readonly store: Pick<Store, 'sessions' | 'lives' | 'money'>
  readonly ingest: Pick<Ingest, 'hand'>
  readonly doors: LiveDoors
  /** Throws while nothing is taken in. */
  readonly assertOpen: () => void
  /** What people see changed without an event. */
  readonly onChange: () => void
  readonly audit: Audit
  readonly clock: Clock
}

const TOP = 10
const MAX_ACTIVE = 100

/** Lives and replays, as people look after them. */
export function createSessions(parts: SessionParts): SessionDesk & { close(reason: string): void } {
  const { store, ingest, doors, audit, clock } = parts
  const { lives, money } = store
  const view = (live: LiveView): Session => sessionView(live, clock.wallTime())

  function find(id: string): LiveView {
    const live = lives.get(id) ?? (/^\d+$/.test(id) ? lives.get(`session-${id}`) : undefined)
    if (!live) throw new HostError('SESSION_UNKNOWN', `There is no session ${id.slice(0, 60)}`)
    return live
  }

  const get = (id: string): Session => view(find(id))

  async function start({ platform, ...given }: SessionStart): Promise<Session> {
    parts.assertOpen()
    const other = lives.list({ isActive: true }, MAX_ACTIVE).find(({ startedBy }) => startedBy === 'hand')
    if (other) throw new HostError('SESSION_ACTIVE', `Session ${other.number} goes on`, { session: other.number })
    const { name = null, title = null, notes = '', metadata = {} } = given
    const { sessionId, streamId } = lives.begin({ streamId: `hand:${platform}`, platform, name, title, notes, metadata })
    const draft = { eventType: 'streamStart', eventId: `${streamId}:${sessionId}:start`, payload: title === null ? {} : { title } } as const
    await ingest.hand([draft], { streamId, sessionId, source: 'api' })
    return get(sessionId)
  }

  async function end({ sessionId, streamId, source, number, status }: LiveView, reason: string): Promise<void> {
    if (status !== 'active') throw new HostError('SESSION_ENDED', `Session ${number} has ended`)
    if (source === 'replay') throw new HostError('USAGE', `Session ${number} is a replay; stop that`)
    parts.assertOpen()
    const isAtDoor = doors.isOpen(sessionId)
    lives.end(sessionId, 'completed', reason)
    if (isAtDoor) return doors.end(sessionId)
    const draft = { eventType: 'streamEnd', eventId: `${streamId}:${sessionId}:end`, payload: { reason: 'stopped' } } as const
    await ingest.hand([draft], { streamId, sessionId, source: source === 'live' ? 'api' : source })
  }

  return {
    row: find,
    get,
    /** Ends what was started by hand. */
    close(reason) {
      for (const { sessionId, streamId, startedBy } of lives.list({ isActive: true }, MAX_ACTIVE)) {
        if (startedBy !== 'hand') continue
        store.sessions.close(sessionId, 'aborted', reason)
        const draft = { eventType: 'streamEnd', eventId: `${streamId}:${sessionId}:end`, payload: { reason: 'stopped' } } as const
        // A full disk keeps it waiting, and the stop does not wait for that.
        void ingest.hand([draft], { streamId, sessionId, source: 'api' }).catch(() => {})
      }
    },
    page({ limit, cursor, status, platform, q }) {
      const wanted = {
        ...(status && { isActive: status === 'active' }),
        ...(platform && { platform }),
        ...(q && { text: q }),
      }
      const found = lives.list({ ...wanted, ...(cursor !== undefined && { before: Number(cursor) }) }, limit + 1)
      const sessions = found.slice(0, limit)
      const last = found.length > limit ? sessions.at(-1) : undefined
      return { sessions: sessions.map(view), ...(last && { next: String(last.number) }), total: lives.count(wanted) }
    },
    show(id) {
      const live = find(id)
      const only = { sessionIds: [live.sessionId] }
      return {
        session: view(live),
        counts: lives.counts(only),
        topGifters: [...money.gifters(only, TOP)],
        topTippers: money.tippers(only, TOP).map(({ cents, ...tipper }) => ({ ...tipper, amountCents: cents })),
      }
    },
    active() {
      const active = lives.list({ isActive: true }, MAX_ACTIVE)
      const main = mainOf(active, SIMULATIONS)
      return { session: main ? view(main) : null, sessions: active.map(view) }
    },
    async start(order, by) {
      const session = await start(order)
      audit({ what: 'session.started', by, detail: { session: session.number, platform: session.platform } })
      parts.onChange()
      return session
    },
    change(id, change, by) {
      const { sessionId, number } = find(id)
      lives.change(sessionId, change)
      audit({ what: 'session.changed', by, detail: { session: number, fields: Object.keys(change).join(', ') } })
      parts.onChange()
      return get(sessionId)
    },
    async end(id, reason, by) {
      const live = find(id)
      await end(live, reason)
      audit({ what: 'session.ended', by, detail: { session: live.number } })
      parts.onChange()
      return get(live.sessionId)
    },
    async viewers(id, viewerCount) {
      const { sessionId, streamId, status, number, source } = find(id)
      if (status !== 'active') throw new HostError('SESSION_ENDED', `Session ${number} has ended`)
      if (source === 'replay') throw new HostError('USAGE', `Session ${number} is a replay`)
      parts.assertOpen()
      await ingest.hand([{ eventType: 'viewerCount', payload: { viewerCount } }], { streamId, sessionId, source: 'api' })
      return get(sessionId)
    },
    timeline: (id) => activityOf(money, find(id)),
    notes: (id) => lives.notes(find(id).sessionId).map(noteView),
    addNote(id, text, by) {
      const { sessionId } = find(id)
      return noteView(lives.addNote(sessionId, { at: clock.wallTime(), by: by.name, text }))
    },
    dropNote(id, note, by) {
      const { sessionId, number } = find(id)
      if (!lives.dropNote(sessionId, note)) throw new HostError('NOTE_UNKNOWN', `Session ${number} has no note ${note}`)
      audit({ what: 'session.note.removed', by, detail: { session: number } })
    },
  }
}

/** A note as the API tells it. */
export function noteView({ id, at, by, text }: NoteRow): SessionNote {
  return { id, at: new Date(at).toISOString(), by, text }
}
