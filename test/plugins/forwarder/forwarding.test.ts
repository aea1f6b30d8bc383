import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDeadLetters, tellable } from '../../../plugins/forwarder/dead-letters.ts'
import { createForwarding } from '../../../plugins/forwarder/forwarding.ts'
import type { Parcel } from '../../../plugins/forwarder/parcel.ts'
import type { Verdict } from '../../../plugins/forwarder/verdict.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { createClock, createKv, eventOf } from '../webhooks/parts.ts'

const TAKEN: Verdict = { state: 'taken' }
const AWAY: Verdict = { state: 'away', why: 'There was no connection' }
const FAILED: Verdict = { state: 'failed', why: 'The target answered 500' }
const REFUSED: Verdict = { state: 'refused', why: 'The target answered 400' }
const HOUR = 3_600_000

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)
const chat = (seqNo: number, payload = {}) => eventOf('chat', payload, { seqNo, eventId: `tiktok:1:${seqNo}` })

type Wish = {
  readonly log?: UnifiedEvent[]
  readonly answer?: (parcel: Parcel, nth: number) => Verdict
  readonly kv?: ReturnType<typeof createKv>
  readonly clock?: ReturnType<typeof createClock>
  readonly batch?: number
  readonly from?: 'now' | 'beginning'
  readonly wants?: (event: UnifiedEvent) => boolean
  readonly reading?: () => void
}

/** A log and a target that answers as told, with what was sent when. */
async function createScene({
  log = [],
  answer = () => TAKEN,
  batch = 100,
  from = 'now',
  wants = () => true,
  reading = () => {},
  ...wish
}: Wish = {}) {
  const clock = wish.clock ?? createClock()
  const kv = wish.kv ?? createKv()
  const sent: { readonly at: number; readonly seqNos: readonly number[] }[] = []
  const got: number[] = []
  const deadLetters = createDeadLetters('lake', kv)
  const forwarding = createForwarding({
    target: { name: 'lake', batch, from },
    ...{ wants, kv, deadLetters, clock },
    async read({ after = 0, limit = 100 }) {
      reading()
      return log.filter(({ seqNo }) => seqNo > after).slice(0, limit)
    },
    async send(parcel) {
      const seqNos = parcel.map(({ event }) => event.seqNo)
      sent.push({ at: clock.now(), seqNos })
      const verdict = answer(parcel, sent.length)
      if (verdict.state === 'taken') got.push(...seqNos)
      return verdict
    },
  })
  await forwarding.start()
  const add = (...events: readonly UnifiedEvent[]) => {
    log.push(...events)
    for (const { seqNo } of events) forwarding.tell(seqNo)
  }
  return { clock, kv, log, sent, got, deadLetters, forwarding, add }
}

test('S3-052: a target that answers 500 is asked after half a second, doubled up to 30 s, then its events are dead letters', async () => {
  const { clock, sent, add, forwarding, deadLetters } = await createScene({ answer: () => FAILED })
  add(chat(1), chat(2))
  await clock.advance(HOUR)
  const waits = sent.slice(1).map(({ at }, n) => at - (sent[n]?.at ?? 0))
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].slice(0, waits.length))
  const { forwarded, retried, deadLettered } = forwarding.status()
  assert.deepEqual([{ forwarded, retried, deadLettered }, await deadLetters.count()], [{ forwarded: 0, retried: 7, deadLettered: 2 }, 2])
})

test('S3-053: a dead letter says stage, reason, error, payload and when; one bad event among many stalls nothing', async () => {
  const { clock, got, add, deadLetters } = await createScene({
    answer: (parcel) => (parcel.some(({ event }) => event.seqNo === 37) ? REFUSED : TAKEN),
  })
  add(...numbers(1, 60).map((seqNo) => chat(seqNo)))
  await clock.advance(HOUR)
  assert.deepEqual(
    got,
    numbers(1, 60).filter((seqNo) => seqNo !== 37),
  )
  const [{ failedAt, payload, ...letter } = { failedAt: '', payload: undefined }, ...others] = await deadLetters.list()
  assert.deepEqual(
    [letter, payload, others],
    [{ id: '0000000000000037', target: 'lake', stage: 'forward', reason: 'refused', error: 'The target answered 400' }, chat(37), []],
  )
  assert.ok(Date.parse(failedAt) >= 0)
})

test('S3-053: an event that is too large never leaves, and the rest does', async () => {
  const { clock, got, add, deadLetters } = await createScene()
  add(chat(1), chat(2, { message: 'é'.repeat(40_000) }), chat(3))
  await clock.advance(HOUR)
  const [letter] = await deadLetters.list()
  assert.deepEqual([got, letter?.stage, letter?.reason, 'payload' in Object(letter?.payload)], [[1, 3], 'encode', 'too-large', false])
})

test('S3-011: after an outage of hours all that came meanwhile goes out, in order and whole', async () => {
  const clock = createClock()
  const { got, sent, add, forwarding, deadLetters } = await createScene({ clock, answer: () => (clock.now() < 5 * HOUR ? AWAY : TAKEN) })
  for (const hour of numbers(0, 4)) {
    add(...numbers(hour * 300 + 1, hour * 300 + 300).map((seqNo) => chat(seqNo)))
    await clock.advance(HOUR)
  }
  await clock.advance(HOUR)
  assert.deepEqual([got, await deadLetters.count(), forwarding.status().forwarded], [numbers(1, 1500), 0, 1500])
  const gaps = sent.slice(1).map(({ at }, n) => at - (sent[n]?.at ?? 0))
  assert.equal(Math.max(...gaps), 30_000)
})

test('S3-011: what came to a target that was never there yet is there after a restart', async () => {
  const clock = createClock()
  const first = await createScene({ clock, answer: () => AWAY })
  first.add(chat(7))
  await clock.advance(1000)
  first.forwarding.stop()
  const second = await createScene({ clock, kv: first.kv, log: first.log })
  second.add(chat(8))
  await clock.advance(1000)
  assert.deepEqual(second.got, [7, 8])
})

test('S3-011: after a restart it goes on where it stopped, with what came while it was down', async () => {
  const clock = createClock()
  const first = await createScene({ clock })
  first.add(chat(1), chat(2))
  await clock.advance(1000)
  first.forwarding.stop()
  first.log.push(chat(3), chat(4))
  const second = await createScene({ clock, kv: first.kv, log: first.log })
  await clock.advance(1000)
  assert.deepEqual(
    [first.got, second.got],
    [
      [1, 2],
      [3, 4],
    ],
  )
})

test('a new target begins with what comes now, or with the beginning of the log', async () => {
  const log = () => numbers(1, 5).map((seqNo) => chat(seqNo))
  const now = await createScene({ log: log() })
  const all = await createScene({ log: log(), from: 'beginning' })
  now.add(chat(6))
  await Promise.all([now.clock.advance(1000), all.clock.advance(1000)])
  assert.deepEqual([now.got, all.got], [[6], numbers(1, 5)])
})

test('a thousand events that come at once are few requests, and what is not wanted costs none', async () => {
  const { clock, sent, got, add } = await createScene({ batch: 500, wants: ({ seqNo }) => seqNo % 2 === 0 })
  add(...numbers(1, 1000).map((seqNo) => chat(seqNo)))
  await clock.advance(HOUR)
  add(chat(1001))
  await clock.advance(HOUR)
  assert.deepEqual([got.length, sent.length <= 4], [500, true])
})

test('what the target asks for counts, up to ten minutes', async () => {
  const asked = (askedMs: number): Verdict => ({ state: 'away', why: 'busy', askedMs })
  const { clock, sent, add } = await createScene({ answer: (_, nth) => [asked(60_000), asked(24 * HOUR)][nth - 1] ?? TAKEN })
  add(chat(1))
  await clock.advance(HOUR)
  assert.deepEqual(
    sent.map(({ at }) => at),
    [0, 60_000, 660_000],
  )
})

test('a storage that is full of dead letters does not stop the stream', async () => {
  const { clock, got, add, deadLetters } = await createScene({
    kv: createKv(60),
    answer: (parcel) => (parcel.length === 1 && (parcel[0].event.seqNo ?? 0) <= 100 ? REFUSED : parcel.length > 1 ? REFUSED : TAKEN),
  })
  add(...numbers(1, 101).map((seqNo) => chat(seqNo)))
  await clock.advance(HOUR)
  assert.deepEqual([got, (await deadLetters.count()) <= 60], [[101], true])
})

test('of large dead letters the latest are told, as many as an answer holds', async () => {
  const deadLetters = createDeadLetters('lake', createKv())
  const letter = { stage: 'forward', reason: 'refused', error: 'No', failedAt: '2026-01-01T00:00:00.000Z' } as const
  for (const seqNo of numbers(1, 9)) {
    const event = chat(seqNo, { message: 'x'.repeat(30_000) })
    await deadLetters.add({ event, json: '', bytes: 31_000 }, letter)
  }
  const told = tellable(await deadLetters.list())
  assert.deepEqual(
    told.map(({ id }) => Number(id)),
    [7, 8, 9],
  )
})

test('why the log cannot be read is in the status, until it can', async () => {
  let isGranted = false
  const { clock, got, add, forwarding } = await createScene({
    reading() {
      if (!isGranted) throw new Error('Requires events access to "gift"')
    },
  })
  add(chat(1))
  await clock.advance(1000)
  const before = forwarding.status()
  isGranted = true
  await clock.advance(1000)
  assert.deepEqual(
    [before, forwarding.status()].map((status) => 'trouble' in status && status.trouble),
    ['Requires events access to "gift"', false],
  )
  assert.deepEqual(got, [1])
})

test('S3-011: what was on its way when the plugin stopped goes out after the next start', async () => {
  const first = await createScene({ answer: () => AWAY })
  first.add(chat(1), chat(2))
  await first.clock.advance(1000)
  first.forwarding.stop()
  await first.clock.advance(HOUR)
  const next = await createScene({ kv: first.kv, log: first.log })
  await next.clock.advance(1000)
  assert.deepEqual([first.got, next.got], [[], [1, 2]])
})
