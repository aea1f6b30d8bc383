import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { systemClock } from '../../../core/base/clock.ts'
import { createLog } from '../../../core/base/log.ts'
import { createIngest } from '../../../core/ingest/ingest.ts'
import { createSqliteStore } from '../../../core/store/sqlite/sqlite.ts'
import { type FakeMessage, GIFTS, viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../../support/folder.ts'
import { followFake } from './followed.ts'

/** A live whose gifts are accepted for good, and counted as they come; `counts` are those of the roses. */
async function followStored(t: TestContext) {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  const counts: number[] = []
  const { changed, until } = createWaiters()
  const ingest = createIngest({
    ...{ store, clock: systemClock, log: createLog({ level: 'silent' }) },
    onAccepted(events) {
      for (const { event } of events) if (event.eventType === 'gift') counts.push(event.payload.giftCount)
      changed()
    },
  })
  t.after(async () => {
    await ingest.stop()
    await store.close()
  })
  const followed = await followFake(t, {}, ingest.door())
  const { messages } = followed.fake
  return {
    ...followed,
    counts,
    /** All messages of a streak without a group. */
    streak: (count: number): readonly FakeMessage[] => [
      ...Array.from({ length: count }, (_, n) => messages.gift(viewer(7), GIFTS.rose, { count: n + 1 })),
      messages.gift(viewer(7), GIFTS.rose, { count, end: true }),
    ],
    untilGifts: (many: number) => until(() => counts.length >= many),
    async reconnect() {
      followed.fake.drop()
      await followed.passWait()
      await followed.untilState('connected')
    },
  }
}

test('I3: streaks without a group are each counted once over reconnects that send the one before again', async (t) => {
  const { source, fake, counts, streak, untilState, untilGifts, reconnect } = await followStored(t)
  source.start()
  await untilState('connected')
  const [five, one, eight] = [streak(5), streak(1), streak(8)]
  fake.push(five)
  await untilGifts(1)
  await reconnect()
  fake.push([...five.slice(2), ...one])
  await untilGifts(2)
  await reconnect()
  fake.push([...five.slice(-1), ...one, ...eight.slice(0, 3)])
  await reconnect()
  fake.push([...one, ...eight])
  await untilGifts(3)
  await source.stop()
  assert.deepEqual(counts, [5, 1, 8])
})
