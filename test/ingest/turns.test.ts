import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createIngest } from '../../core/ingest/ingest.ts'
import type { Draft } from '../../core/ingest/source.ts'
import { STREAK_IDLE_MS } from '../../core/ingest/streaks.ts'
import fc from '../support/chance.ts'
import { createFakeClock, createFakeStore } from './fake-store.ts'

const START = Date.parse('2026-11-20T12:00:00.000Z')
const luna = { userId: '7', uniqueId: 'luna', displayName: 'Luna' }

/** One message of a streak of roses without a group, so many milliseconds after the start. */
type Message = { readonly atMs: number; readonly count: number; readonly ended?: boolean }

function draftOf({ atMs, count, ended = false }: Message): Draft {
  return {
    eventType: 'gift',
    eventId: `tiktok:42:${atMs}`,
    timestamp: new Date(START + atMs).toISOString(),
    user: luna,
    payload: { giftId: '5655', giftName: 'Rose', giftCount: count, coins: count, diamondCount: 1, giftType: 1 },
    streak: { key: '7:5655:0', isShared: true, count, ended },
  }
}

/** A live over restarts, each of which knows what the log does. */
function createLive() {
  const [fake, clock] = [createFakeStore(), createFakeClock(START)]
  const start = () => {
    const ingest = createIngest({
      store: fake.store,
      clock,
      log: createLog({ level: 'silent' }),
      onAccepted: () => {},
      rememberedIds: 1000,
    })
    const door = ingest.door()
    door.openSession({ streamId: 'tiktok:somebody', roomId: '42', source: 'live' })
    return { ingest, door }
  }
  let run = start()
  return {
    async send(...messages: readonly Message[]) {
      for (const message of messages) {
        await clock.pass(Math.max(0, message.atMs - clock.now()))
        await run.door.ingest([draftOf(message)])
      }
    },
    async restart() {
      await run.ingest.stop()
      run = start()
    },
    /** Of each gift, in their order, once none is open any more. */
    async counts() {
      await clock.pass(STREAK_IDLE_MS)
      return fake.events().flatMap(({ eventType, payload }) => (eventType === 'gift' ? [Object(payload).giftCount as number] : []))
    },
  }
}

const five: readonly Message[] = [...[1, 2, 3, 4, 5].map((count) => ({ atMs: count * 1000, count })), { atMs: 8000, count: 5, ended: true }]

test('I3: a streak without a group that follows a restart is counted, and the one before is not counted again', async () => {
  const live = createLive()
  await live.send(...five)
  await live.restart()
  await live.send(...five.slice(2), { atMs: 9000, count: 1 }, { atMs: 12_000, count: 1, ended: true })
  await live.restart()
  await live.send(...five, { atMs: 9000, count: 1 }, { atMs: 20_000, count: 8, ended: true })
  assert.deepEqual(await live.counts(), [5, 1, 8])
})

test('I3: a streak without a group that a restart cuts in two is one', async () => {
  const live = createLive()
  await live.send(...five.slice(0, 2))
  await live.restart()
  await live.send(...five.slice(1))
  assert.deepEqual(await live.counts(), [5])
})

test('a streak without a group whose end was lost is told from the next one by the time between', async () => {
  const live = createLive()
  await live.send(...five.slice(0, 5), { atMs: 60_000, count: 1 }, { atMs: 90_000, count: 3 }, { atMs: 91_000, count: 2 })
  assert.deepEqual(await live.counts(), [5, 1, 3])
})

test('a streak without a group that went on while the connection was lost is one, in two gifts', async () => {
  const live = createLive()
  await live.send(...five.slice(0, 5), { atMs: 60_000, count: 40 }, { atMs: 63_000, count: 40, ended: true })
  assert.deepEqual(await live.counts(), [5, 35])
})

test('I3: a streak without a group that fell idle before a restart, and goes on after it, is one in two gifts', async () => {
  const live = createLive()
  await live.send(...five.slice(0, 5))
  assert.deepEqual(await live.counts(), [5])
  await live.restart()
  await live.send({ atMs: 60_000, count: 40 }, { atMs: 63_000, count: 40, ended: true })
  assert.deepEqual(await live.counts(), [5, 35])
})

test('a step of a streak without a group that comes after its end is late, not another streak', async () => {
  const live = createLive()
  await live.send(...five.filter(({ count, ended }) => count !== 4 || ended), { atMs: 4000, count: 4 })
  assert.deepEqual(await live.counts(), [5])
})

test('I3: streaks without a group are each counted exactly once, whatever is lost, repeated or out of order', async () => {
  const gaps = fc.array(fc.integer({ min: 200, max: 3000 }), { minLength: 1, maxLength: 6 })
  const streak = fc.record({
    gaps,
    endAfterMs: fc.integer({ min: 1000, max: 4000 }),
    pauseMs: fc.integer({ min: 1, max: 15_000 }),
    isEndLost: fc.boolean(),
    /** One that the end makes up for, and two that change places. */
    lost: fc.nat(5),
    swapped: fc.nat(12),
  })
  const after = fc.constantFrom('nothing', 'nothing', 'nothing', 'again', 'restart', 'restart and again')
  await fc.assert(
    fc.asyncProperty(fc.array(streak, { minLength: 1, maxLength: 6 }), fc.infiniteStream(after), async (streaks, afterEach) => {
      const live = createLive()
      const sent: Message[] = []
      let atMs = 0
      let wasEndLost = false
      for (const { gaps, endAfterMs, pauseMs, isEndLost, lost, swapped } of streaks) {
        atMs += pauseMs + (wasEndLost ? 10_000 : 0)
        const messages: Message[] = []
        for (const gapMs of gaps) {
          atMs += gapMs
          messages.push({ atMs, count: messages.length + 1 })
        }
        if (!isEndLost) {
          if (!wasEndLost) messages.splice(lost, 1)
          atMs += endAfterMs
          messages.push({ atMs, count: gaps.length, ended: true })
        }
        wasEndLost = isEndLost
        const [first, second] = messages.slice(swapped, swapped + 2)
        if (first && second) messages.splice(swapped, 2, second, first)
        for (const message of messages) {
          await live.send(message)
          sent.push(message)
          const [then = 'nothing'] = afterEach.take(1)
          if (then.startsWith('restart')) await live.restart()
          if (then.endsWith('again')) await live.send(...sent.slice(-8))
        }
      }
      assert.deepEqual((await live.counts()).sort(), streaks.map(({ gaps }) => gaps.length).sort())
    }),
    { numRuns: 150 },
  )
})
