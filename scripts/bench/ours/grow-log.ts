import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../../core/base/clock.ts'
import { createSqliteStore } from '../../../core/store/sqlite/sqlite.ts'
import type { NewEvent } from '../../../core/store/store.ts'
import { chatDraft, likeDraft, mixedDraft } from '../drafts.ts'

/** A busy live's hundred events a second, the last of them now. */
const MS_PER_EVENT = 10
const AT_ONCE = 5000
const TRIGGER = { chat: 1, gift: 2, like: 3 } as const

export type GrownLog = { readonly perSecond: number; readonly bytes: number }

/** Writes a log of one long session through the store itself, in bulk: of a hundred events seventy chats, twenty-eight likes, two gifts. */
export async function growLog({ folder, events }: { readonly folder: string; readonly events: number }): Promise<GrownLog> {
  const dataDir = join(folder, 'data')
  await mkdir(dataDir, { recursive: true })
  let written = 0
  const firstAt = Date.now() - events * MS_PER_EVENT
  const clock: Clock = { ...systemClock, wallTime: () => firstAt + written * MS_PER_EVENT }
  const store = await createSqliteStore({ dataDir, clock, groupCommit: { delayMs: 0, records: AT_ONCE } })
  const { sessionId } = store.sessions.open({ streamId: 'bench', roomId: null, name: null, title: null, source: 'simulator' })
  const startedAt = performance.now()
  while (written < events) {
    const count = Math.min(AT_ONCE, events - written)
    await store.write({ events: Array.from({ length: count }, (_, n) => newEvent(written + n, sessionId)) })
    written += count
  }
  const perSecond = events / ((performance.now() - startedAt) / 1000)
  await store.close()
  return { perSecond, bytes: statSync(join(dataDir, 'showrunner.db')).size }
}

function newEvent(n: number, sessionId: string): NewEvent {
  const draft = n % 50 === 0 ? mixedDraft(n - (n % 6)) : n % 100 < 30 ? likeDraft(n) : chatDraft(n)
  const { eventType, user } = draft
  if (!user || !(eventType === 'chat' || eventType === 'gift' || eventType === 'like')) throw new TypeError('Not one of the three')
  const more = { schemaVersion: '1', triggerId: TRIGGER[eventType], streamId: 'bench', sessionId, source: 'simulator' }
  const named = { ...user, safeName: user.displayName }
  // Its type, its payload and its number belong together.
  return { timestamp: new Date().toISOString(), ...draft, ...more, eventId: `log:${n}`, user: named } as NewEvent
}
