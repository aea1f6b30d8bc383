import assert from 'node:assert/strict'
import test from 'node:test'
import { systemClock } from '../../../core/base/clock.ts'
import { createLog } from '../../../core/base/log.ts'
import { createIngest } from '../../../core/ingest/ingest.ts'
import { createSqliteStore } from '../../../core/store/sqlite/sqlite.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { type FakeMessage, GIFTS, viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../../support/folder.ts'
import { followFake } from './followed.ts'

const RECONNECTS = 10
const LAST = 100

test('I3: a gift given while the host was away counts when it follows the same live again, and the outage is told', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  const log = createLog({ level: 'silent' })
  const accepted: UnifiedEvent[] = []
  const { changed, until } = createWaiters()
  /** As a process that is gone leaves it: nobody says goodbye to the session. */
  const start = () =>
    createIngest({
      // The clock that the platform here has: one that is months off is not believed.
      ...{ store, log, clock: { ...systemClock, wallTime: () => Date.UTC(2026, 0, 1) } },
      onAccepted(events) {
        accepted.push(...events.map(({ event }) => event))
        changed()
      },
    })
  const first = start()
  t.after(async () => {
    await first.stop()
    await store.close()
  })
  const { source, fake, untilState } = await followFake(t, {}, { ...first.door(), closeSession: async () => {} })
  fake.history([fake.messages.gift(viewer(1), GIFTS.rose)])
  source.start()
  await untilState('connected')
  fake.push([fake.messages.chat(viewer(1), 'before')])
  await until(() => accepted.some(({ eventType }) => eventType === 'chat'))
  await source.stop()

  const heard = accepted.findLast(({ eventType }) => eventType === 'chat')
  const second = start()
  t.after(second.stop)
  fake.history([fake.messages.gift(viewer(2), GIFTS.galaxy)])
  const after = await followFake(t, { endpoint: fake.url }, second.door())
  after.source.start()
  await until(() => accepted.filter(({ eventType }) => eventType === 'gift').length === 2)
  await after.source.stop()

  const told = accepted.filter(({ eventType }) => eventType === 'gift' || eventType === 'gap')
  assert.deepEqual(
    told.map(({ eventType, source }) => [eventType, source]),
    [
      ['gift', 'history'],
      ['gap', 'live'],
      ['gift', 'live'],
    ],
  )
  const [, gap] = told
  assert.ok(gap?.eventType === 'gap')
  assert.equal(gap.payload.lastEventId, heard?.eventId)
  assert.equal(new Set(accepted.map(({ sessionId }) => sessionId)).size, 1)
})

test('I3: each gift is accepted once and each outage told, though every reconnect sends the last messages three times', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  const accepted: UnifiedEvent[] = []
  const log = createLog({ level: 'silent' })
  const waiters = new Set<() => void>()
  const ingest = createIngest({
    store,
    clock: systemClock,
    log,
    onAccepted(events) {
      accepted.push(...events.map(({ event }) => event))
      for (const check of waiters) check()
    },
  })
  t.after(async () => {
    await ingest.stop()
    await store.close()
  })
  const followed = await followFake(t, {}, ingest.door())
  const { source, fake, untilState, passWait } = followed
  const untilAccepted = (message: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (accepted.some((event) => event.eventType === 'chat' && event.payload.message === message)) resolve()
      }
      waiters.add(check)
      check()
    })

  const sent: FakeMessage[] = []
  let gifts = 0
  source.start()
  for (let round = 0; round <= RECONNECTS; round++) {
    await untilState('connected')
    const again = sent.slice(-LAST)
    for (let times = 0; times < 3; times++) fake.push(again, { gzip: true })
    const fresh: FakeMessage[] = [fake.messages.gift(viewer(round), GIFTS.galaxy)]
    for (let count = 1; count <= 5; count++)
      fresh.push(fake.messages.gift(viewer(round), GIFTS.rose, { count, groupId: String(round + 1) }))
    fresh.push(fake.messages.gift(viewer(round), GIFTS.rose, { count: 5, end: true, groupId: String(round + 1) }))
    gifts += 2
    for (let n = 0; n < 30; n++) fresh.push(fake.messages.chat(viewer(n), `round ${round} line ${n}`))
    fake.push(fresh)
    sent.push(...fresh)
    await untilAccepted(`round ${round} line 29`)
    if (round === RECONNECTS) break
    fake.drop()
    await passWait()
  }
  await source.stop()

  const count = (eventType: UnifiedEvent['eventType']) => accepted.filter((event) => event.eventType === eventType).length
  const coins = accepted.map((event) => (event.eventType === 'gift' ? event.payload.coins : 0)).reduce((sum, one) => sum + one, 0)
  assert.deepEqual(
    { gifts: count('gift'), coins, chats: count('chat'), gaps: count('gap'), ends: count('streamEnd'), starts: count('streamStart') },
    { gifts, coins: (RECONNECTS + 1) * 1005, chats: (RECONNECTS + 1) * 30, gaps: RECONNECTS, ends: 1, starts: 1 },
  )
})
