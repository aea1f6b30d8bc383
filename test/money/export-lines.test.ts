import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { exportLines } from '../../core/desks/lives/export-lines.ts'
import { createTips } from '../../core/desks/lives/tips.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent } from '../../core/store/store.ts'
import { createFolder } from '../support/folder.ts'
import { createSetClock } from './many-lives.ts'

const clock = createSetClock(Date.UTC(2026, 0, 1))
const store = await createSqliteStore({ dataDir: createFolder(), clock })
after(() => store.close())

const LIVES = 401
const TIPS = 401

/** The last of many lives has many tips, each of another amount. */
for (let live = 1; live <= LIVES; live += 1)
  store.sessions.open({ streamId: 'tiktok:a', roomId: null, name: null, title: null, source: 'live' })
const [rich] = store.sessions.list(1)
const tips = Array.from({ length: TIPS }, (_, index) => ({
  ...{ schemaVersion: '1', streamId: 'tiktok:a', sessionId: rich?.sessionId, source: 'live', timestamp: '', triggerId: 16 },
  ...{ eventType: 'tip', eventId: `tip:${index}`, value: { amountCents: index + 1, currency: 'EUR' }, payload: {} },
}))
// What is left out nothing here reads.
await store.write({ events: tips as unknown as NewEvent[] })

const { lives, money } = store
const desk = createTips({ store, sessions: { row: (id: string) => lives.get(id) } } as never)
const column = (what: 'sessions' | 'tips', index: number) =>
  [...exportLines(what, { filter: {}, span: {}, lives, money, tips: desk, nowMs: clock.wallTime() })]
    .slice(1)
    .map((line) => Number(line.split(',')[index]?.slice(1, -1)))

test('S2-062: every live and every tip is exported once, however many pages they are', () => {
  const numbers = Array.from({ length: LIVES }, (_, index) => LIVES - index)
  assert.deepEqual(column('sessions', 0), numbers)
  assert.deepEqual(
    column('tips', 2),
    Array.from({ length: TIPS }, (_, index) => TIPS - index),
  )
})
