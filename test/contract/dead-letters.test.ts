import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createDeadLetters } from '../../core/desks/log/dead-letters.ts'
import { createIngest } from '../../core/ingest/ingest.ts'
import { createSqliteStore, withDatabase } from '../../core/store/sqlite/sqlite.ts'
import type { DeadLetter, StoredEvent } from '../../core/store/store.ts'
import type { SessionShown, UnifiedEvent } from '../../schemas/types.ts'
import { chats } from '../contracts/store.ts'
import { askedUntil } from '../support/asked.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { laneConfig, laneRule } from '../support/lane-bench.ts'
import { createOperated } from '../support/operated.ts'

type Operated = Awaited<ReturnType<Awaited<ReturnType<typeof createOperated>>['start']>>
type Listed = { readonly letters: readonly DeadLetter[]; readonly total: number }

/** Fails with gifts and follows that are no replays, and publishes what it did. */
const TELLER = {
  manifest: { subscriptions: [{ event: 'gift' }, { event: 'follow' }, { event: 'chat' }], retry: { attempts: 2, delayMs: 1 } },
  files: {
    'plugin.ts': `
      const handle = (event, host, { attempt, idempotencyKey }) => {
        if (!event.replay) throw new Error('The printer is out of paper ' + 'x'.repeat(9000))
        host.emit({ eventType: 'custom', payload: { name: 'printed', data: { of: event.replay.of } } })
        host.publish('done', { seqNo: event.seqNo, of: event.replay.of, idempotencyKey })
      }
      export default { on: { gift: handle, follow: handle, chat: (event, host) => host.publish('fine', event.seqNo) } }`,
  },
}

/** Takes replays, and publishes what it gets. */
const SHOWER = {
  manifest: { replays: true, subscriptions: [{ event: '*' }] },
  files: { 'plugin.ts': `export default { on: { '*': (event, host) => host.publish('saw', event.seqNo) } }` },
}

const listed = (host: Operated, query = '') => host.ask('GET', `/api/dead-letters${query}`).then(({ body }) => body as unknown as Listed)
const simulated = async (host: Operated, type: string, fields: object = {}) =>
  (await host.ask('POST', `/api/simulate/${type}`, fields)).body.event as unknown as UnifiedEvent
async function totals(host: Operated, id: string) {
  const { session, counts, topGifters } = (await host.ask('GET', `/api/sessions/${id}`)).body as unknown as SessionShown
  const { coins, gifts, likes, tipsCents } = session
  return { coins, gifts, likes, tipsCents, counts, topGifters }
}

/** A host with both plugins, and dead letters of three gifts and a follow. */
async function failing(t: Parameters<typeof createOperated>[0]) {
  const operated = await createOperated(t)
  await operated.write('teller', TELLER)
  await operated.write('shower', SHOWER)
  const host = await operated.start()
  const socket = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { topics: ['*'] } })
  const published = (topic: string) => socket.messages.flatMap((message) => (message.topic === topic ? [message.data] : []))
  const failed: UnifiedEvent[] = []
  for (const type of ['gift', 'gift', 'gift', 'follow']) {
    failed.push(await simulated(host, type))
    await askedUntil(
      () => listed(host),
      ({ total }) => total === failed.length,
    )
    // A success in between, or the breaker would open.
    await simulated(host, 'chat')
    await socket.until(() => published('fine').length === failed.length)
  }
  const [gifts, follow] = [failed.slice(0, 3), failed[3]]
  assert.ok(follow)
  const { letters } = await listed(host)
  return { operated, host, gifts, follow, letters, published, until: socket.until }
}

test('R4: a dead letter keeps its event and every attempt, and is found by plugin, type and time', async (t) => {
  const { host, gifts, follow, letters } = await failing(t)
  const [first] = letters.toReversed()
  assert.ok(first)
  const { letter } = (await host.ask('GET', `/api/dead-letters/${first.id}`)).body as unknown as { letter: DeadLetter }
  assert.deepEqual([letter.plugin, letter.event], ['teller', gifts[0]])
  assert.deepEqual(
    letter.attempts.map(({ attempt, at, durationMs, error }) => [
      attempt,
      at >= (gifts[0]?.ingestedAt ?? ''),
      durationMs >= 0,
      /^The printer is out of paper/.test(error),
      error.length <= 4096,
    ]),
    [1, 2].map((attempt) => [attempt, true, true, true, true]),
  )
  const found = async (query: string) => (await listed(host, query)).letters.map(({ seqNo }) => seqNo)
  const numbers = gifts.map(({ seqNo }) => seqNo).reverse()
  assert.deepEqual(await found('?plugin=teller&type=gift'), numbers)
  assert.deepEqual(await found('?plugin=shower'), [])
  assert.deepEqual(await found('?type=follow'), [follow.seqNo])
  assert.deepEqual(await found('?since=2999-01-01T00:00:00Z'), [])
  const page = await listed(host, '?limit=2')
  assert.deepEqual([page.letters.length, page.total], [2, 4])
  assert.deepEqual(await found(`?limit=2&before=${page.letters[1]?.id}`), numbers.slice(1))
})

test('R4: dead letters are replayed one, by filter and all, for their plugin alone, and count in no live', async (t) => {
  const { host, gifts, follow, letters, published, until } = await failing(t)
  const before = await totals(host, gifts[0]?.sessionId ?? '')
  const sent = async (body: object, key = host.keys.moderator) => (await host.ask('POST', '/api/dead-letters/replay', body, key)).body
  const one = letters.find(({ seqNo }) => seqNo === gifts[1]?.seqNo)

  assert.deepEqual(await sent({ all: true, dryRun: true }), { replayed: 4, kept: {} })
  assert.equal((await listed(host)).total, 4)
  assert.deepEqual(await sent({ ids: [one?.id] }), { replayed: 1, kept: {} })
  await until(() => published('done').length === 1)
  assert.deepEqual(await sent({ filter: { type: 'follow' } }), { replayed: 1, kept: {} })
  assert.deepEqual(await sent({ all: true }), { replayed: 2, kept: {} })
  await until(() => published('done').length === 4)
  assert.equal((await listed(host)).total, 0)

  const repeats = host.events.filter(({ source }) => source === 'replay')
  const order = [gifts[1], follow, gifts[0], gifts[2]]
  assert.deepEqual(
    repeats.map(({ eventId, sessionId, streamId, timestamp, replay }) => ({ eventId, sessionId, streamId, timestamp, replay })),
    order.map((event) => ({
      eventId: `replay:dead-teller-${event?.seqNo}:${event?.eventId}`,
      sessionId: event?.sessionId,
      streamId: event?.streamId,
      timestamp: event?.timestamp,
      replay: { id: `dead-teller-${event?.seqNo}`, of: event?.seqNo, to: ['teller'] },
    })),
  )
  const done = published('done') as { idempotencyKey: string }[]
  assert.deepEqual(
    done.map(({ idempotencyKey }) => idempotencyKey),
    repeats.map(({ eventId }) => `${eventId}:teller`),
  )
  // What it emitted happened for the first time, and is for everybody; the repeats themselves are not.
  await host.until((events) => events.filter(({ eventType }) => eventType === 'custom').length === 4)
  const emitted = host.events.filter(({ eventType }) => eventType === 'custom')
  const after = await simulated(host, 'chat')
  await until(() => published('saw').includes(after.seqNo))
  assert.deepEqual(
    published('saw').filter((seqNo) => [...repeats, ...emitted].some((event) => event.seqNo === seqNo)),
    emitted.map(({ seqNo }) => seqNo),
  )
  assert.ok(before.counts.chat)
  const withOneChat = { ...before, counts: { ...before.counts, chat: before.counts.chat + 1, custom: emitted.length } }
  assert.deepEqual(await totals(host, gifts[0]?.sessionId ?? ''), withOneChat)
})

test('R4: a dead letter whose plugin cannot take it stays, and only the admin drops it', async (t) => {
  const { host, letters } = await failing(t)
  await host.order('teller', 'disable')
  const { body } = await host.ask('POST', '/api/dead-letters/replay', { all: true })
  assert.deepEqual(body, { replayed: 0, kept: { 'teller takes no events now; switch it on first': 4 } })
  const drop = (given: object, key?: string) => host.ask('DELETE', '/api/dead-letters', given, key)
  assert.equal((await drop({ all: true }, host.keys.moderator)).status, 403)
  assert.equal((await drop({})).status, 422)
  assert.equal((await drop({ filter: {} })).status, 422)
  assert.equal((await drop({ ids: [999_999] })).status, 404)
  assert.deepEqual((await drop({ all: true, dryRun: true })).body, { dropped: 4 })
  assert.deepEqual((await drop({ ids: [letters[0]?.id] })).body, { dropped: 1 })
  assert.deepEqual((await drop({ filter: { plugin: 'teller' } })).body, { dropped: 3 })
  assert.equal((await listed(host)).total, 0)
})

test('R4: of many dead letters those go that were accepted, the oldest first, and each that there was no room for stays', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  t.after(() => store.close())
  const MANY = 450
  await store.write({ events: chats(MANY) })
  const letter = { plugin: 'p', at: '2026-01-01T00:00:00.000Z', reason: 'attempts', attempts: [] }
  await store.write({ deadLetters: Array.from({ length: MANY }, (_, index) => ({ ...letter, seqNo: index + 1 })) })
  const asked: number[] = []
  let hands = 0
  const desk = createDeadLetters({
    store,
    ingest: {
      async repeat(events) {
        hands += 1
        asked.push(...events.map(({ replay }) => replay?.of ?? 0))
        const room = events.filter(({ replay }) => (replay?.of ?? 0) % 100 !== 0)
        await new Promise((resolve) => setImmediate(resolve))
        return room
      },
    },
    lanes: () => [laneConfig({ chat: laneRule() })],
    ...{ audit: () => {}, log: createLog({ level: 'silent' }) },
  })
  // Whoever asks twice is told of the rest only.
  const [first, second] = await Promise.all([1, 2].map(() => desk.replay({}, { dryRun: false })))
  const kept = { 'There is no room for it now': 4 }
  assert.deepEqual([first, second, hands], [{ replayed: MANY - 4, kept }, { replayed: 0, kept }, 4])
  const all = Array.from({ length: MANY }, (_, index) => index + 1)
  const full = [100, 200, 300, 400]
  assert.deepEqual(asked, [...all, ...full])
  assert.deepEqual(
    desk.list({}).letters.map(({ seqNo }) => seqNo),
    full.toReversed(),
  )
})

test('R4: a dead letter of a kind that its plugin takes no more stays, and is given to nobody', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  t.after(() => store.close())
  await store.write({ events: chats(1) })
  await store.write({ deadLetters: [{ plugin: 'p', seqNo: 1, at: '2026-01-01T00:00:00.000Z', reason: 'attempts', attempts: [] }] })
  const desk = createDeadLetters({
    store,
    ingest: { repeat: async (events) => events },
    lanes: () => [laneConfig({ gift: laneRule() })],
    ...{ audit: () => {}, log: createLog({ level: 'silent' }) },
  })
  const kept = { 'p does not take such events any more': 1 }
  assert.deepEqual([await desk.replay({}, { dryRun: false }), desk.list({}).total], [{ replayed: 0, kept }, 1])
})

test('R4: a dead letter whose event was changed on the disk stays, and is given to nobody', async (t) => {
  const dataDir = createFolder()
  const before = await createSqliteStore({ dataDir, clock: systemClock })
  await before.write({ events: chats(1) })
  const at = '2026-01-01T00:00:00.000Z'
  await before.write({ deadLetters: [{ plugin: 'p', seqNo: 1, at, reason: 'attempts', attempts: [] }] })
  await before.close()
  await withDatabase(dataDir, (file) => file.exec(`UPDATE dead_letters SET event = replace(event, 'text 1', 'text 2')`))
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  t.after(() => store.close())
  const desk = createDeadLetters({
    store,
    ingest: { repeat: () => assert.fail('Nothing is handed in') },
    lanes: () => [laneConfig({ chat: laneRule() })],
    ...{ audit: () => {}, log: createLog({ level: 'silent' }) },
  })
  assert.deepEqual(await desk.replay({}, { dryRun: true }), { replayed: 0, kept: { 'Its event is damaged': 1 } })
  assert.deepEqual([desk.show(1).event, desk.list({}).total], [undefined, 1])
})

test('R4: a crash between accepting a replayed dead letter and removing it repeats nothing, and loses nothing', async (t) => {
  const dataDir = createFolder()
  const accepted: StoredEvent[] = []

  async function open(dropDeadLetters?: () => never) {
    const store = await createSqliteStore({ dataDir, clock: systemClock })
    t.after(() => store.close())
    const log = createLog({ level: 'silent' })
    const ingest = createIngest({ store, clock: systemClock, log, onAccepted: (events) => void accepted.push(...events) })
    const lanes = () => [laneConfig({ gift: laneRule() })]
    const desk = createDeadLetters({ store: dropDeadLetters ? { ...store, dropDeadLetters } : store, ingest, lanes, audit: () => {}, log })
    return { store, ingest, lanes, audit: () => {}, log, desk }
  }

  const first = await open(() => {
    throw new Error('The power is gone')
  })
  const door = first.ingest.door()
  door.openSession({ streamId: 'tiktok:somebody', source: 'live' })
  const payload = { giftId: '1', giftName: 'Rose', giftCount: 1, coins: 1, giftType: 1 }
  await door.ingest([{ eventType: 'gift', eventId: 'tiktok:1:1', user: { userId: '7', uniqueId: 'ann', displayName: 'Ann' }, payload }])
  const gift = accepted.at(-1)
  assert.equal(gift?.event.eventType, 'gift')
  const at = new Date().toISOString()
  await first.store.write({ deadLetters: [{ plugin: 'p', seqNo: gift.seqNo, at, reason: 'It failed', attempts: [] }] })
  const refusing = createDeadLetters({ ...first, ingest: { repeat: () => Promise.reject(new Error('The disk is gone')) } })
  await assert.rejects(refusing.replay({}, { dryRun: false }), /The disk is gone/)
  assert.equal(first.desk.list({}).total, 1)
  await assert.rejects(first.desk.replay({}, { dryRun: false }), /The power is gone/)
  await first.store.close()

  const second = await open()
  assert.equal(second.desk.list({}).total, 1)
  assert.deepEqual(await second.desk.replay({}, { dryRun: false }), { replayed: 1, kept: {} })
  assert.equal(second.desk.list({}).total, 0)
  const repeats = accepted.filter(({ event }) => event.replay)
  assert.deepEqual(
    repeats.map(({ event }) => event.eventId),
    [`replay:dead-p-${gift.seqNo}:tiktok:1:1`],
  )
})

test('R6: what a plugin says is permanent is a dead letter after one attempt, and a pause that it asks for is kept', async (t) => {
  const operated = await createOperated(t)
  await operated.write('caller', {
    manifest: { retry: { attempts: 3, delayMs: 1 } },
    files: {
      'plugin.ts': `
        class PermanentError extends Error { name = 'PermanentError' }
        export default { on: { gift: (event, host, { attempt }) => {
          if (event.payload.giftName === 'Bad') throw new PermanentError('The service knows no such gift')
          if (attempt === 1) throw Object.assign(new Error('503'), { retryAfterMs: 1500 })
          host.publish('done', attempt)
        } } }`,
    },
  })
  const host = await operated.start()
  const socket = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { topics: ['*'] } })
  await simulated(host, 'gift', { giftName: 'Bad' })
  const { letters } = await askedUntil(
    () => listed(host),
    ({ total }) => total === 1,
  )
  assert.deepEqual(
    letters.map(({ attempts }) => attempts.map(({ error }) => error.split('\n')[0])),
    [['PermanentError: The service knows no such gift']],
  )
  const begun = performance.now()
  await simulated(host, 'gift')
  await socket.until(() => socket.messages.some(({ topic }) => topic === 'done'))
  const pausedMs = performance.now() - begun
  assert.ok(pausedMs >= 1500, `The next try came after ${pausedMs} ms`)
  t.diagnostic(`figure: a pause of 1,500 ms that was asked for took ${Math.round(pausedMs)} ms`)
})
