import type { UnifiedEvent, ViewerCard } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Audit, CardDesk } from '../../serve/serve.ts'
import type { ViewerRow } from '../../store/ledger.ts'
import type { Store } from '../../store/store.ts'
import { noteView } from './sessions.ts'

type Parts = { readonly store: Pick<Store, 'viewers' | 'read' | 'head' | 'first'>; readonly audit: Audit; readonly clock: Clock }

/** So many of the newest events are looked at for what a viewer did; some tens of milliseconds. */
const LOOKED = 5000
const SLICE = 500
const MAX_RECENT = 50

const iso = (time: number) => new Date(time).toISOString()

/** Viewers with what moderators noted about them. Notes are private: they are in no event, and go when the viewer is erased. */
export function createCards({ store, audit, clock }: Parts): CardDesk {
  const { viewers } = store

  /** What the viewer did among the newest events, newest first. */
  function recent(userId: string) {
    const needle = Buffer.from(userId)
    const own: UnifiedEvent[] = []
    const last = store.head()
    const first = Math.max(store.first(), last - LOOKED + 1)
    for (let to = last; to >= first; to -= SLICE) {
      const from = Math.max(first, to - SLICE + 1)
      const found = store.read(from, to - from + 1, (bytes) =>
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(needle),
      )
      own.push(
        ...found
          .map(({ event }) => event)
          .filter(({ user, replay }) => user?.userId === userId && !replay)
          .reverse(),
      )
    }
    return { own, looked: Math.max(0, last - first + 1) }
  }

  return {
    card(userId) {
      const row = viewers.get(userId)
      const notes = viewers.notes(userId).map(noteView).reverse()
      if (!row && notes.length === 0) throw new HostError('VIEWER_UNKNOWN', `No viewer ${userId.slice(0, 60)} is known`)
      const { own, looked } = recent(userId)
      const totals = totalsOf(userId, row, viewers.given(userId))
      // The row is written every few minutes only.
      const lastSeenAt = own[0]?.ingestedAt ?? totals.lastSeenAt
      return { ...totals, lastSeenAt, chats: countOf(own), notes, recent: own.slice(0, MAX_RECENT), looked }
    },
    find: (text, limit) => ({
      viewers: viewers
        .find(text, limit)
        .map(({ userId, handle, displayName, lastAt }) => ({ userId, uniqueId: handle, displayName, lastSeenAt: iso(lastAt) })),
    }),
    addNote(userId, text, by) {
      const note = noteView(viewers.addNote(userId, { at: clock.wallTime(), by: by.name, text }))
      audit({ what: 'viewer.noted', by, detail: { note: note.id } })
      return note
    },
    dropNote(userId, note, by) {
      if (!viewers.dropNote(userId, note)) throw new HostError('NOTE_UNKNOWN', `There is no note ${note} about this viewer`)
      audit({ what: 'viewer.note.removed', by, detail: { note } })
    },
  }
}

const countOf = (events: readonly UnifiedEvent[]) => events.filter(({ eventType }) => eventType === 'chat').length

function totalsOf(userId: string, row: ViewerRow | undefined, given: ReturnType<Store['viewers']['given']>) {
  const { handle = userId, displayName = userId, sessions = 0 } = row ?? {}
  const tipsCents = Object.fromEntries(Object.entries(given.tips).map(([currency, { cents }]) => [currency, cents]))
  return {
    user: { userId, uniqueId: handle, displayName },
    firstSeenAt: row ? iso(row.firstAt) : null,
    lastSeenAt: row ? iso(row.lastAt) : null,
    ...{ sessions, gifts: given.gifts, coins: given.coins, tipsCents },
  } satisfies Partial<ViewerCard>
}
