import assert from 'node:assert/strict'
import test from 'node:test'
import { systemClock } from '../../../core/base/clock.ts'
import { createLog } from '../../../core/base/log.ts'
import { createIngest } from '../../../core/ingest/ingest.ts'
import { createSqliteStore } from '../../../core/store/sqlite/sqlite.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { type FakeMessage, GIFTS, viewer } from '../../../scripts/fake-tiktok/messages.ts'
import { createFolder } from '../../support/folder.ts'
import { followFake } from './followed.ts'

const RECONNECTS = 10
const LAST = 100

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
