import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verdict } from '../../../plugins/webhooks/kinds/kind.ts'
import type { Batch } from '../../../plugins/webhooks/outbox/entry.ts'
import { createGate } from '../../../plugins/webhooks/outbox/gate.ts'
import { createLane } from '../../../plugins/webhooks/outbox/lane.ts'
import type { Schedule } from '../../../plugins/webhooks/outbox/schedule.ts'
import { createShelf } from '../../../plugins/webhooks/outbox/shelf.ts'
import { createClock, createKv, entryOf } from './parts.ts'

const OK: Verdict = { state: 'ok' }
const AWAY: Verdict = { state: 'retry', why: 'It answered 500' }
const SECOND = 1000
const HOUR = 3_600_000

type Wish = {
  readonly schedule?: Schedule
  readonly answer?: (batch: Batch, nth: number) => Verdict | Promise<Verdict>
  readonly together?: number
  readonly concurrency?: number
  readonly name?: string
  readonly clock?: ReturnType<typeof createClock>
  readonly kv?: ReturnType<typeof createKv>
  readonly gate?: ReturnType<typeof createGate>
}

/** An endpoint that answers as told, with what was sent when. */
async function createEndpoint({ schedule = 'live', answer = () => OK, together = 1, concurrency = 1, name = 'shop', ...wish }: Wish = {}) {
  const clock = wish.clock ?? createClock()
  const kv = wish.kv ?? createKv()
  const gate = wish.gate ?? createGate(clock.now)
  const shelf = createShelf(name, kv)
  const sent: { readonly at: number; readonly ids: readonly number[] }[] = []
  const gone: string[] = []
  const lane = createLane({
    endpoint: { name, schedule },
    kind: { concurrency, together: (entries) => togetherOf(entries.length, together) },
    shelf,
    gate,
    clock,
    receipts: { track: (_, work) => work() },
    onGone: (why) => gone.push(why),
    onRoom() {},
    async send(batch) {
      sent.push({ at: clock.now(), ids: batch.map(({ seqNo }) => seqNo) })
      return answer(batch, sent.length)
    },
  })
  await lane.open()
  return { clock, kv, gate, shelf, lane, sent, gone, times: () => sent.map(({ at }) => at) }
}

function togetherOf(count: number, most: number): number {
  if (Number.isNaN(most)) throw new SyntaxError('No JSON')
  return Math.min(count, most)
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

test('S0-137: a webhook is tried again by itself: six times in three minutes, then it is a dead letter', async () => {
  const { clock, lane, shelf, times } = await createEndpoint({ answer: () => AWAY })
  await lane.add(entryOf(1))
  await clock.advance(HOUR)
  assert.deepEqual(
    times(),
    [0, 1, 6, 21, 66, 186].map((seconds) => seconds * SECOND),
  )
  assert.deepEqual(
    (await shelf.dead()).map(({ seqNo, tries, failure }) => ({ seqNo, tries, failure })),
    [{ seqNo: 1, tries: 6, failure: 'It answered 500' }],
  )
})

test('S0-144: the classic kind is tried three times, each a second later than before', async () => {
  const { clock, lane, shelf, times } = await createEndpoint({ schedule: 'classic', answer: () => AWAY })
  await lane.add(entryOf(1))
  await clock.advance(HOUR)
  assert.deepEqual([times(), (await shelf.dead()).length], [[0, 1, 3].map((seconds) => seconds * SECOND), 1])
})

test('R7: a long schedule goes on over days and restarts', async () => {
  const { clock, kv, lane, times } = await createEndpoint({ schedule: 'long', answer: () => AWAY })
  await lane.add(entryOf(1))
  await clock.advance(3 * HOUR)
  lane.stop()
  await clock.advance(HOUR)
  const after = await createEndpoint({ schedule: 'long', clock, kv, answer: (_, nth) => (nth < 3 ? AWAY : OK) })
  await clock.advance(30 * HOUR)
  const hours = [...times(), ...after.times()].map((ms) => Number((ms / HOUR).toFixed(2)))
  assert.deepEqual(hours, [0, 0, 0.08, 0.58, 2.58, 7.58, 17.58, 31.58])
  assert.equal(kv.values.size, 0)
})

test('a slow endpoint among ten keeps nothing from the others', async () => {
  const clock = createClock()
  const kv = createKv()
  const never = new Promise<Verdict>((resolve) => void clock.after(15 * SECOND, () => resolve(AWAY)))
  const ten = await Promise.all(
    numbers(1, 10).map((n) => createEndpoint({ name: `e${n}`, clock, kv, ...(n === 4 && { answer: () => never }) })),
  )
  for (const seqNo of numbers(1, 20)) await Promise.all(ten.map(({ lane }) => lane.add(entryOf(seqNo))))
  await clock.advance(0)
  assert.deepEqual(
    ten.map(({ lane }) => [lane.status().sent, lane.status().waiting]),
    numbers(1, 10).map((n) => (n === 4 ? [0, 20] : [20, 0])),
  )
})

test('what the other side asks for counts, and a pause is no failed try', async () => {
  const asked: readonly Verdict[] = [
    { state: 'retry', why: 'busy', askedMs: 30 * SECOND, isBusy: true },
    { state: 'retry', why: 'pause', askedMs: 2 * SECOND, isBusy: true, isEarly: true },
  ]
  const { clock, lane, times } = await createEndpoint({ answer: (_, nth) => asked[nth - 1] ?? OK })
  await lane.add(entryOf(1))
  await lane.add(entryOf(2))
  await clock.advance(HOUR)
  assert.deepEqual(
    times(),
    [0, 30, 32, 32].map((seconds) => seconds * SECOND),
  )
})

test('R7: what waits behind a try that is long put off is sent soon after the endpoint is back', async () => {
  const clock = createClock()
  const busy: Verdict = { state: 'retry', why: 'The endpoint answered 503', isBusy: true }
  const { lane, sent } = await createEndpoint({ clock, schedule: 'long', answer: () => (clock.now() < 20 * SECOND ? busy : OK) })
  await lane.add(entryOf(1))
  await lane.add(entryOf(2))
  await clock.advance(HOUR)
  assert.deepEqual(
    sent.map(({ at, ids }) => [at / SECOND, ids.join()]),
    [
      [0, '1'],
      [5, '1'],
      [20, '2'],
      [305, '1'],
    ],
  )
})

test('a pause for everybody stops all endpoints of the kind', async () => {
  const clock = createClock()
  const gate = createGate(clock.now)
  const all: Verdict = { state: 'retry', why: 'pause', askedMs: 7 * SECOND, isBusy: true, isEarly: true, isEverywhere: true }
  const one = await createEndpoint({ clock, gate, answer: (_, nth) => (nth === 1 ? all : OK) })
  const other = await createEndpoint({ clock, gate, name: 'other' })
  await one.lane.add(entryOf(1))
  await clock.advance(0)
  await other.lane.add(entryOf(2))
  await clock.advance(HOUR)
  assert.deepEqual([one.times(), other.times()], [[0, 7 * SECOND], [7 * SECOND]])
})

test('what was refused with others is tried without them, so that only the bad one is given up', async () => {
  const bad = (batch: Batch) => batch.some(({ seqNo }) => seqNo === 3)
  const { clock, lane, shelf, sent } = await createEndpoint({
    together: 10,
    answer: (batch) => (bad(batch) ? { state: 'refused', why: 'No' } : OK),
  })
  await Promise.all(numbers(1, 5).map((seqNo) => lane.add(entryOf(seqNo))))
  await clock.advance(HOUR)
  assert.deepEqual(
    sent.map(({ ids }) => ids.join()),
    ['1', '2,3,4,5', '2', '3', '4', '5'],
  )
  assert.deepEqual(
    (await shelf.dead()).map(({ seqNo }) => seqNo),
    [3],
  )
})

test('an endpoint that is gone is sent nothing more, and keeps what waited', async () => {
  const { clock, kv, lane, sent, gone } = await createEndpoint({ answer: () => ({ state: 'gone', why: 'Gone for good' }) })
  for (const seqNo of numbers(1, 3)) await lane.add(entryOf(seqNo))
  await clock.advance(24 * HOUR)
  assert.deepEqual([sent.length, gone, kv.values.size, lane.status().state], [1, ['Gone for good'], 3, 'stopped'])
})

test('an outbox holds 500: the oldest that may be dropped makes room, and a gift never does', async () => {
  const { clock, lane } = await createEndpoint({ answer: () => new Promise<Verdict>(() => {}) })
  for (const seqNo of numbers(1, 500)) await lane.add(entryOf(seqNo, { type: seqNo <= 400 ? 'gift' : 'chat' }))
  for (const seqNo of numbers(501, 600)) await lane.add(entryOf(seqNo))
  await assert.rejects(lane.add(entryOf(601)), { name: 'RetryError', retryAfterMs: 0 })
  await lane.add(entryOf(602, { type: 'chat' }))
  await clock.advance(0)
  assert.deepEqual([lane.status().waiting, lane.status().dropped], [500, 101])
})

test('a gift that finds no room is handed back, so that the host keeps it', async () => {
  const { lane } = await createEndpoint({ kv: createKv(1), answer: () => new Promise<Verdict>(() => {}) })
  await lane.add(entryOf(1))
  await assert.rejects(lane.add(entryOf(2)), { name: 'RetryError', message: 'Too much waits for shop already' })
  await lane.add(entryOf(3, { type: 'chat' }))
  assert.deepEqual([lane.status().waiting, lane.status().dropped], [1, 1])
})

test('a gift that finds no room is asked for again when something may be sent', async () => {
  const { clock, lane } = await createEndpoint({ kv: createKv(1), answer: () => ({ ...AWAY, isBusy: true, askedMs: 90_000 }) })
  await lane.add(entryOf(1))
  await clock.advance(30_000)
  await assert.rejects(lane.add(entryOf(2)), { name: 'RetryError', retryAfterMs: 60_000 })
})

test('an event that comes twice is sent once', async () => {
  const { clock, lane, sent } = await createEndpoint()
  await lane.add(entryOf(1))
  await clock.advance(0)
  await lane.add(entryOf(1))
  await clock.advance(HOUR)
  assert.equal(sent.length, 1)
})

test('a wrong key costs each entry one request, and the endpoint one a minute', async () => {
  const { clock, lane, times } = await createEndpoint({ answer: () => ({ state: 'refused', why: 'No', isKey: true }) })
  for (const seqNo of numbers(1, 3)) await lane.add(entryOf(seqNo))
  await clock.advance(HOUR)
  assert.deepEqual(
    times(),
    [0, 60, 120].map((seconds) => seconds * SECOND),
  )
})

test('long before Discord would shut us out, 500 refusals in ten minutes stop all of its endpoints', async () => {
  const clock = createClock()
  const gate = createGate(clock.now)
  for (const _ of numbers(1, 499)) gate.refused()
  assert.equal(gate.shutUntil(), 0)
  await clock.advance(60 * SECOND)
  gate.refused()
  assert.equal(gate.shutUntil(), 600 * SECOND)
})

test('an entry that cannot be read stops nothing', async () => {
  const { clock, lane, sent } = await createEndpoint({ together: Number.NaN })
  for (const seqNo of numbers(1, 2)) await lane.add(entryOf(seqNo))
  await clock.advance(0)
  assert.equal(sent.length, 2)
})

test('on a full disk no entry waits for the write of another: what was taken is done, what was not is tried again in time', async () => {
  const [clock, kv] = [createClock(), createKv()]
  let isFull = false
  const demandRoom = async () => {
    if (isFull) throw new Error('There is no space left on the disk')
  }
  const small = {
    ...kv,
    set: (key: string, value: unknown) => demandRoom().then(() => kv.set(key, value)),
    delete: (key: string) => demandRoom().then(() => kv.delete(key)),
  }
  const answers: readonly Verdict[] = [AWAY, { state: 'refused', why: 'No' }, AWAY, OK]
  const { lane, sent } = await createEndpoint({ clock, kv: small, together: 10, answer: (_, nth) => answers[nth - 1] ?? OK })
  for (const seqNo of numbers(1, 3)) await lane.add(entryOf(seqNo, { dueAt: SECOND }))
  isFull = true
  await clock.advance(SECOND)
  assert.match(String(lane.status().why), /no space left/)
  await clock.advance(HOUR)
  assert.deepEqual(
    sent.map(({ at, ids }) => [at / SECOND, ids.join()]),
    [
      [1, '1,2,3'],
      [2, '1,2,3'],
      [2, '1'],
      [2, '2'],
      [2, '3'],
      [7, '1'],
    ],
  )
  assert.deepEqual([lane.status().waiting, lane.status().sent], [0, 3])
})

test('who asks for a pause of years is left alone for a day', async () => {
  const asked: Verdict = { state: 'retry', why: 'It answered 429', askedMs: 10 * 365 * 24 * HOUR, isBusy: true, isEverywhere: true }
  const { clock, lane, times } = await createEndpoint({ answer: (_, nth) => (nth === 1 ? asked : OK) })
  await lane.add(entryOf(1))
  await clock.advance(HOUR)
  await lane.add(entryOf(2, { queuedAt: clock.now(), dueAt: clock.now() }))
  await clock.advance(24 * HOUR)
  assert.deepEqual(times(), [0, 24 * HOUR])
})

test('what was to be tried by a clock that was years ahead is tried soon after a start with the right one', async () => {
  const kv = createKv()
  await createShelf('shop', kv).keep(entryOf(1, { tries: 1, queuedAt: 9e12, dueAt: 9e12 }))
  const { clock, times } = await createEndpoint({ kv })
  await clock.advance(HOUR)
  assert.deepEqual(times(), [HOUR / 4])
})

test('what is dropped to make room is kept nowhere any more: a restart does not send it', async () => {
  const { lane, shelf } = await createEndpoint({ answer: () => new Promise(() => {}) })
  for (const seqNo of numbers(1, 500)) await lane.add(entryOf(seqNo, { type: 'chat' }))
  await lane.add(entryOf(501, { type: 'gift' }))
  const waiting = (await shelf.waiting()).map(({ seqNo }) => seqNo)
  // The first is under way.
  assert.deepEqual([waiting.length, waiting.slice(0, 3), waiting.at(-1)], [500, [1, 3, 4], 501])
})

test('a refused key is counted once for each request, and what went together with it is given up together', async () => {
  const clock = createClock()
  let refusals = 0
  const gate = { ...createGate(clock.now), refused: () => void refusals++ }
  const refused: Verdict = { state: 'refused', why: 'The token was refused', isKey: true }
  const { lane, shelf, sent } = await createEndpoint({ clock, gate, together: 3, answer: () => refused })
  await lane.add(entryOf(1))
  await Promise.all(numbers(2, 4).map((seqNo) => lane.add(entryOf(seqNo))))
  await clock.advance(HOUR)
  assert.deepEqual([sent.map(({ ids }) => ids.length), refusals, (await shelf.dead()).length], [[1, 3], 2, 4])
})
