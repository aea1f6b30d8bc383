import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createIngest } from '../../core/ingest/ingest.ts'
import type { Draft } from '../../core/ingest/source.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import fc from '../support/chance.ts'

const RUNS = process.env.SHOWRUNNER_LONG ? 300 : 15
const HOUR_MS = 3_600_000
const log = createLog({ level: 'silent' })

const text = fc.string({
  unit: fc.oneof(fc.constantFrom('🎉', '👩‍👩‍👧', 'é', '\u202e', '\ud800', '\0', 'م', '\u2067', '中'), fc.string({ maxLength: 2 })),
})
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const user = fc.record({ userId: fc.bigInt({ min: 10n ** 18n, max: 10n ** 20n }).map(String), uniqueId: text, displayName: text })
const content = fc.oneof(
  fc.record({ eventType: fc.constant('chat' as const), user, payload: fc.record({ message: text }) }),
  fc.record({ eventType: fc.constant('like' as const), user, payload: fc.record({ likeCount: count }) }),
  fc.record({ eventType: fc.constant('question' as const), user, payload: fc.record({ question: text }) }),
  fc.record({
    eventType: fc.constant('gift' as const),
    user,
    payload: fc.record({ giftId: text, giftName: text, giftCount: fc.integer({ min: 1, max: 1e6 }), coins: count }),
  }),
)

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'properties-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** One run of a host: takes drafts in; answers what was accepted. */
async function accept(dataDir: string, drafts: readonly Draft[], wallOffsetMs = 0): Promise<readonly StoredEvent[]> {
  const clock = { ...systemClock, wallTime: () => systemClock.wallTime() + wallOffsetMs }
  const store = await createSqliteStore({ dataDir, clock })
  const accepted: StoredEvent[] = []
  const ingest = createIngest({ store, clock, log, onAccepted: (events) => accepted.push(...events) })
  const door = ingest.door()
  door.openSession({ streamId: 'tiktok:somebody', roomId: '7312345678901234567', source: 'live' })
  await door.ingest(drafts)
  await ingest.stop()
  await store.close()
  return accepted
}

test('H4: what was accepted is the same in the log of the next start, and in the JSON of the API', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 20 }), (drafts) =>
      inFolder(async (folder) => {
        // Each has its own payload, which the compiler cannot follow through the union.
        const accepted = await accept(folder, drafts as readonly Draft[])
        const store = await createSqliteStore({ dataDir: folder, clock: systemClock })
        const read = store.read(1, 1000)
        const overTheApi: unknown = JSON.parse(JSON.stringify(store.latest(1000)))
        await store.close()
        // Ingest adds the start of the session.
        assert.equal(accepted.length, drafts.length + 1)
        // As JSON, because what was generated has no prototype, and what was read has.
        const events: unknown[] = JSON.parse(JSON.stringify(accepted.map(({ event }) => event)))
        assert.deepEqual(
          read.map(({ event }) => event),
          events,
        )
        assert.deepEqual(overTheApi, events.toReversed())
      }),
    ),
    { numRuns: RUNS },
  )
})

test('I2, C1: an id is known after a restart, also when the clock on the wall was set by 25 hours', async () => {
  const drafts = (from: number, length: number) =>
    Array.from({ length }, (_, index): Draft => {
      const person = { userId: '1', uniqueId: 'u', displayName: 'u' }
      return { eventType: 'chat', eventId: `tiktok:1:${from + index}`, user: person, payload: { message: 'Hello' } }
    })
  for (const hours of [25, -25]) {
    await inFolder(async (folder) => {
      await accept(folder, drafts(1, 50))
      await accept(folder, drafts(51, 5), hours * HOUR_MS)
      const again = await accept(folder, drafts(1, 60), hours * HOUR_MS)
      const ids = again.filter(({ event }) => event.eventType === 'chat').map(({ event }) => event.eventId)
      assert.deepEqual(
        ids,
        [56, 57, 58, 59, 60].map((number) => `tiktok:1:${number}`),
        `${hours} hours`,
      )
    })
  }
})
