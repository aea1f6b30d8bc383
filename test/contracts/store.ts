import assert from 'node:assert/strict'
import test from 'node:test'
import type { Clock } from '../../core/base/clock.ts'
import { createDecoder } from '../../core/base/codec.ts'
import { eventHash } from '../../core/base/event-hash.ts'
import { type BreakerState, type DeadLetterFilter, type NewEvent, PAGE_SIZE, type Store } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'

/** A store of one kind, with a place of its own that survives `close`. */
export type StoreKind = {
  open(parts: { readonly clock: Clock }): Promise<Store>
  /** Opens as if the process had died, not closed. */
  reopenAfterCrash(store: Store, parts: { readonly clock: Clock }): Promise<Store>
}

/** Time that moves when told. */
export function createTestClock(wallTime = Date.UTC(2026, 0, 1)) {
  let elapsedMs = 0
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  return {
    now: () => elapsedMs,
    wallTime: () => wallTime + elapsedMs,
    after(delayMs: number, callback: () => void) {
      const timer = { at: elapsedMs + delayMs, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(byMs: number) {
      elapsedMs += byMs
      for (const timer of [...timers]) {
        if (timer.at > elapsedMs || !timers.delete(timer)) continue
        timer.callback()
      }
    },
  } satisfies Clock & { advance(byMs: number): void }
}

/** A chat event that is new. */
export function chat(id: number | string, message = `text ${id}`, sessionId = 'session-1'): NewEvent {
  return {
    schemaVersion: '1',
    eventId: `tiktok:7312345678901234567:${id}`,
    eventType: 'chat',
    triggerId: 1,
    streamId: 'tiktok:somebody',
    sessionId,
    source: 'live',
    timestamp: '2026-01-01T00:00:00.000Z',
    user: { userId: '6812345678901234567', uniqueId: 'viewer', displayName: 'Viewer 🎉', safeName: 'Viewer' },
    payload: { message },
  }
}

/** So many of them, numbered from one. */
export const chats = (count: number, from = 1) => Array.from({ length: count }, (_, index) => chat(from + index))

/** Any other event that is new. */
function of<T extends NewEvent['eventType']>(
  eventType: T,
  payload: object,
  { id, sessionId = 'session-1' }: { id: number | string; sessionId?: string },
) {
  const { user, ...rest } = chat(id, '', sessionId) as NewEvent & { eventType: 'chat' }
  // A test's payload is as the schema has it.
  return { ...rest, eventType, triggerId: 0, user, payload } as unknown as Extract<NewEvent, { eventType: T }>
}

/** A gift that is new, from a viewer with this id. */
export function giftFrom(
  userId: string,
  {
    id,
    count = 1,
    coins = 10,
    name = `Viewer ${userId}`,
    sessionId,
  }: { id: number; count?: number; coins?: number; name?: string; sessionId?: string },
) {
  const gift = of('gift', { giftId: '5655', giftName: 'Rose', giftCount: count, coins }, { id, ...(sessionId && { sessionId }) })
  return { ...gift, user: { ...gift.user, userId, displayName: name } }
}

/** What every store must do, whatever is behind it. */
export function runStoreSuite(name: string, kind: () => StoreKind) {
  /** Writes, and lets the time pass that a group commit may take. */
  async function write(store: Store, clock: ReturnType<typeof createTestClock>, change: Parameters<Store['write']>[0]) {
    const written = store.write(change)
    clock.advance(5)
    return written
  }

  /** Awaits work that goes on in slices, for which it lets time pass. */
  async function settle<T>(work: Promise<T>, clock: ReturnType<typeof createTestClock>): Promise<T> {
    let isDone = false
    const mark = () => {
      isDone = true
    }
    work.then(mark, mark)
    while (!isDone) {
      clock.advance(1)
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    return work
  }

  async function opened() {
    const clock = createTestClock()
    const place = kind()
    return { clock, place, store: await place.open({ clock }) }
  }

  test(`${name}: an event is numbered, stamped, and read back as it was accepted`, async () => {
    const { clock, store } = await opened()
    assert.equal(store.head(), 0)
    const [first, second] = await write(store, clock, { events: chats(2) })
    assert.deepEqual(first?.event, { ...chat(1), seqNo: 1, ingestedAt: '2026-01-01T00:00:00.000Z' })
    assert.equal(second?.seqNo, 2)
    assert.equal(store.head(), 2)
    assert.deepEqual(
      store.read(1, 10).map(({ event }) => event),
      [first?.event, second?.event],
    )
    await store.close()
  })

  test(`${name}: the bytes of an event, fresh or read back, decode with the published structures alone`, async () => {
    const { clock, place, store } = await opened()
    const [fresh] = await write(store, clock, { events: chats(1) })
    await store.close()
    const again = await place.open({ clock })
    const [readBack] = again.read(1, 1)
    const decoder = createDecoder(() => structuredClone(again.structures()))
    assert.ok(fresh && readBack)
    assert.deepEqual(decoder.decode(fresh.bytes), fresh.event)
    assert.deepEqual(decoder.decode(readBack.bytes), fresh.event)
    await again.close()
  })

  test(`${name}: reading starts anywhere, ends at the limit, and goes across commits`, async () => {
    const { clock, store } = await opened()
    for (const size of [1, 3, 300, 2]) await write(store, clock, { events: chats(size, store.head() + 1) })
    const numbers = (from: number, limit: number) => store.read(from, limit).map(({ seqNo }) => seqNo)
    assert.deepEqual(numbers(3, 4), [3, 4, 5, 6])
    assert.deepEqual(numbers(303, 10), [303, 304, 305, 306])
    assert.deepEqual(numbers(0, 1), [1])
    assert.deepEqual(numbers(307, 10), [])
    assert.equal(store.read(1, 1000).length, 306)
    assert.deepEqual(
      store.latest(4).map(({ seqNo }) => seqNo),
      [306, 305, 304, 303],
    )
    assert.equal(store.latest(1000).length, 306)
    await store.close()
  })

  test(`${name}: reading only what concerns somebody leaves out the rest, and looks at so many numbers`, async () => {
    const { clock, store } = await opened()
    for (const from of [1, 2, 301]) {
      await write(store, clock, {
        events: chats(from === 2 ? 299 : 1, from).map((event, n) => ({ ...event, streamId: `stream:${from + n};` })),
      })
    }
    const concerns = (bytes: Uint8Array) => /stream:\d*7;/.test(Buffer.from(bytes).toString('latin1'))
    const numbers = (from: number, limit: number) => store.read(from, limit, concerns).map(({ seqNo }) => seqNo)
    const all = store.read(1, 1000).flatMap(({ seqNo }) => (seqNo % 10 === 7 ? seqNo : []))
    assert.deepEqual([numbers(1, 1000), numbers(5, 13), numbers(8, 9), store.damaged()], [all, [7, 17], [], 0])
    await store.close()
  })

  test(`${name}: writes at once get consecutive numbers in the order they came`, async () => {
    const { clock, store } = await opened()
    const writes = Array.from({ length: 50 }, (_, index) => store.write({ events: [chat(`a${index}`), chat(`b${index}`)] }))
    clock.advance(5)
    const numbers = (await Promise.all(writes)).map((stored) => stored.map(({ seqNo }) => seqNo))
    assert.deepEqual(
      numbers.flat(),
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    await store.close()
  })

  test(`${name}: reads see nothing that is not committed`, async () => {
    const { clock, store } = await opened()
    await write(store, clock, { events: chats(1) })
    const written = store.write({ events: chats(1, 2) })
    assert.deepEqual([store.head(), store.read(1, 10).length, store.latest(10).length], [1, 1, 1])
    clock.advance(5)
    await written
    assert.deepEqual([store.head(), store.read(1, 10).length, store.latest(10).length], [2, 2, 2])
    await store.close()
  })

  test(`${name}: an event that cannot be packed rejects alone and takes no number`, async () => {
    const { clock, store } = await opened()
    const bad: NewEvent = { ...chat('bad'), value: { coins: (2n ** 80n) as unknown as number } }
    await assert.rejects(write(store, clock, { events: [chat('before'), bad] }))
    const [stored] = await write(store, clock, { events: [chat('after')] })
    assert.deepEqual([stored?.seqNo, store.read(1, 10).length], [1, 1])
    await store.close()
  })

  test(`${name}: everything accepted is there after a crash; the epoch grows and the start is not clean`, async () => {
    const { clock, place, store } = await opened()
    assert.deepEqual([store.epoch, store.cleanStart], [1, true])
    await write(store, clock, { events: chats(5) })
    const crashed = await place.reopenAfterCrash(store, { clock })
    assert.deepEqual([crashed.epoch, crashed.cleanStart, crashed.head(), crashed.read(1, 10).length], [2, false, 5, 5])
    const [next] = await write(crashed, clock, { events: chats(1, 6) })
    assert.equal(next?.seqNo, 6)
    await crashed.close({ inOrder: true })
    const clean = await place.open({ clock })
    assert.deepEqual([clean.epoch, clean.cleanStart, clean.head(), clean.damaged()], [3, true, 6, 0])
    await clean.close({ inOrder: true })
  })

  test(`L5: ${name}: who only looks at a store after a crash leaves the doubts to the next start`, async () => {
    const { clock, place, store } = await opened()
    await write(store, clock, { events: chats(1) })
    const looked = await place.reopenAfterCrash(store, { clock })
    await looked.close()
    const after = await place.open({ clock })
    assert.equal(after.cleanStart, false)
    await after.close({ inOrder: true })
    const clean = await place.open({ clock })
    await clean.close()
    const untouched = await place.open({ clock })
    assert.equal(untouched.cleanStart, true)
    await write(untouched, clock, { events: chats(1, 2) })
    await untouched.close()
    const written = await place.open({ clock })
    assert.equal(written.cleanStart, false)
    await written.close()
  })

  test(`${name}: closing commits what waits, and writing afterwards rejects`, async () => {
    const { clock, place, store } = await opened()
    const written = store.write({ events: chats(3) })
    await store.close()
    assert.equal((await written).length, 3)
    await assert.rejects(store.write({ events: chats(1) }), { code: 'STOPPING' })
    const again = await place.open({ clock })
    assert.equal(again.head(), 3)
    await again.close()
  })

  test(`${name}: hashes of recent ids come oldest first, by age and by number, also after a restart`, async () => {
    const { clock, place, store } = await opened()
    const hash = (id: number) => eventHash(chat(id).eventId)
    await write(store, clock, { events: chats(2, 1) })
    clock.advance(60_000)
    await write(store, clock, { events: chats(2, 3) })
    await write(store, clock, { events: chats(1, 5) })
    await store.close()
    const again = await place.open({ clock })
    assert.deepEqual([...again.recentIds({ withinMs: 30_000, max: 10 })], [3, 4, 5].map(hash))
    assert.deepEqual([...again.recentIds({ withinMs: 90_000, max: 10 })], [1, 2, 3, 4, 5].map(hash))
    assert.deepEqual([...again.recentIds({ withinMs: 90_000, max: 2 })], [4, 5].map(hash))
    assert.deepEqual([...again.recentIds({ withinMs: 90_000, max: 0 })], [])
    await again.close()
  })

  test(`${name}: stored events are changed and taken out where they lie, and what is beside them stays`, async () => {
    const { clock, place, store } = await opened()
    for (const from of [1, 3, 303]) await write(store, clock, { events: chats(from === 3 ? 300 : 2, from) })
    const ended = store.rewrite({
      fromSeqNo: 2,
      mayConcern: (bytes) => /text (2|30|304)/.test(Buffer.from(bytes).toString('latin1')),
      change(event) {
        if (event.eventType !== 'chat' || event.seqNo === 301) return event
        return event.seqNo === 304 ? undefined : { ...event, payload: { message: 'Gone', language: 'en' } }
      },
    })
    // So much is changed: the numbers that begin with 2, and 30, from 2 to 304.
    const texts = [2, 30, ...Array.from({ length: 304 }, (_, index) => index + 1).filter((n) => /^(2\d+|30\d)$/.test(String(n)))]
    const changed = new Set(texts.filter((n) => n !== 301 && n !== 304))
    assert.deepEqual(await settle(ended, clock), { changed: changed.size, removed: 1, next: 305, deadLetters: 0 })
    const wanted = Array.from({ length: 303 }, (_, index) => [index + 1, changed.has(index + 1) ? 'Gone' : `text ${index + 1}`])
    const kept = (from: Store) =>
      from.read(1, 1000).map(({ seqNo, event }) => [seqNo, 'message' in Object(event.payload) && Object(event.payload).message])
    assert.deepEqual(kept(store), wanted)
    await store.close()
    const again = await place.open({ clock })
    assert.deepEqual([kept(again), again.damaged(), again.head(), again.latest(1)[0]?.seqNo], [wanted, 0, 304, 303])
    await again.close()
  })

  test(`${name}: a rewrite ends where events are too young, says where the next begins, and keeps who an event is`, async () => {
    const { clock, store } = await opened()
    await write(store, clock, { events: chats(2) })
    clock.advance(60_000)
    await write(store, clock, { events: chats(2, 3) })
    const seen: number[] = []
    const look = (fromSeqNo: number, acceptedBefore: number) => {
      const change = (event: UnifiedEvent) => {
        seen.push(event.seqNo)
        return event
      }
      return settle(store.rewrite({ fromSeqNo, acceptedBefore, change }), clock)
    }
    assert.deepEqual(await look(1, clock.wallTime()), { changed: 0, removed: 0, next: 3, deadLetters: 0 })
    assert.deepEqual(await look(3, clock.wallTime() + 1), { changed: 0, removed: 0, next: 5, deadLetters: 0 })
    assert.deepEqual(seen, [1, 2, 3, 4])
    await assert.rejects(settle(store.rewrite({ change: (event) => ({ ...event, seqNo: 9 }) }), clock), TypeError)
    assert.equal(store.read(1, 10).length, 4)
    await store.close()
  })

  test(`${name}: progress is what the last changes made of it`, async () => {
    const { clock, place, store } = await opened()
    const page = (fill: number) => new Uint8Array(PAGE_SIZE / 8).fill(fill)
    assert.equal(store.progress('p'), undefined)
    await write(store, clock, {
      progress: [
        {
          plugin: 'p',
          considered: 9000,
          pages: new Map([
            [0, page(1)],
            [2, page(2)],
          ]),
        },
        { plugin: 'q', considered: 1, pages: new Map() },
      ],
    })
    await write(store, clock, {
      progress: [
        {
          plugin: 'p',
          considered: 9001,
          pages: new Map([
            [0, null],
            [2, page(3)],
          ]),
        },
      ],
    })
    await store.close()
    const again = await place.open({ clock })
    assert.deepEqual(again.progress('p'), { plugin: 'p', considered: 9001, pages: new Map([[2, page(3)]]) })
    assert.deepEqual(again.progress('q'), { plugin: 'q', considered: 1, pages: new Map() })
    await again.close()
  })

  test(`${name}: attempts are kept until the delivery is settled or dead`, async () => {
    const { clock, store } = await opened()
    const attempt = (attempt: number) => ({ attempt, at: '2026-01-01T00:00:00.000Z', durationMs: 1.5, error: `no ${attempt}` })
    const pending = new Uint8Array(PAGE_SIZE / 8)
    pending[0] = 0b0110
    const progress = (bits: Uint8Array | null) => [{ plugin: 'p', considered: 2, pages: new Map([[0, bits]]) }]
    await write(store, clock, {
      attempts: [1, 2].flatMap((seqNo) => [1, 2].map((number) => ({ plugin: 'p', seqNo, ...attempt(number) }))),
      progress: progress(pending),
    })
    assert.deepEqual(store.attempts('p').get(1), [attempt(1), attempt(2)])
    assert.equal(store.attempts('q').size, 0)
    const dead = { plugin: 'p', seqNo: 1, at: '2026-01-01T00:00:01.000Z', reason: 'attempts', attempts: [attempt(1), attempt(2)] }
    await write(store, clock, { deadLetters: [dead] })
    assert.deepEqual([...store.attempts('p').keys()], [2])
    assert.deepEqual(store.deadLetters(), [{ ...dead, id: 1 }])
    await write(store, clock, { progress: progress(null) })
    assert.equal(store.attempts('p').size, 0)
    await store.close()
  })

  test(`${name}: a forgotten plugin is as one never seen, and what comes with it holds`, async () => {
    const { clock, store } = await opened()
    const page = new Uint8Array(PAGE_SIZE / 8).fill(1)
    const progressOf = (plugin: string, considered: number) => ({ plugin, considered, pages: new Map([[0, page]]) })
    await write(store, clock, { progress: [progressOf('p', 9), progressOf('q', 9)] })
    await write(store, clock, { forgotten: ['p'] })
    assert.equal(store.progress('p'), undefined)
    assert.equal(store.progress('q')?.considered, 9)
    await write(store, clock, { forgotten: ['q'], progress: [{ plugin: 'q', considered: 12, pages: new Map() }] })
    assert.deepEqual(store.progress('q'), { plugin: 'q', considered: 12, pages: new Map() })
    await store.close()
  })

  const dead = (plugin: string, seqNo: number, at = '2026-01-01T00:00:00.000Z') => ({
    plugin,
    seqNo,
    at,
    reason: 'permanent',
    attempts: [],
  })

  test(`R4: ${name}: dead letters keep their event and come newest first, filtered by every condition at once`, async () => {
    const { clock, place, store } = await opened()
    const events = [chat(1), giftFrom('a', { id: 2 }), chat(3), chat(4)]
    await write(store, clock, { events })
    await write(store, clock, { deadLetters: [dead('p', 1), dead('q', 2), dead('p', 3, '2026-01-02T00:00:00.000Z'), dead('p', 9)] })
    await store.close()
    const again = await place.open({ clock })
    const ids = (filter?: DeadLetterFilter) => again.deadLetters(filter).map(({ id }) => id)
    assert.deepEqual(ids(), [4, 3, 2, 1])
    assert.deepEqual(again.deadLetters({ ids: [3] }), [
      { id: 3, ...dead('p', 3, '2026-01-02T00:00:00.000Z'), event: again.read(3, 1)[0]?.event },
    ])
    assert.deepEqual(again.deadLetters({ ids: [4] }), [{ id: 4, ...dead('p', 9) }])
    const cases: readonly (readonly [DeadLetterFilter, readonly number[]])[] = [
      [{ plugin: 'p' }, [4, 3, 1]],
      [{ eventType: 'gift' }, [2]],
      [{ since: '2026-01-02T00:00:00.000Z' }, [3]],
      [{ before: 3 }, [2, 1]],
      [{ limit: 2 }, [4, 3]],
      [{ plugin: 'p', eventType: 'chat', before: 3, ids: [1, 2, 3] }, [1]],
      [{ ids: [] }, []],
      [{ plugin: "p' OR 1 = 1" }, []],
    ]
    for (const [filter, wanted] of cases) assert.deepEqual([filter, ids(filter)], [filter, wanted])
    for (const [filter, wanted] of cases.filter(([{ limit }]) => limit === undefined))
      assert.deepEqual([filter, again.deadLetterCount(filter)], [filter, wanted.length])
    await again.close()
  })

  test(`${name}: dead letters are dropped by a filter, durably, and counted`, async () => {
    const { clock, place, store } = await opened()
    await write(store, clock, { deadLetters: [dead('p', 1), dead('q', 2), dead('p', 3), dead('q', 4)] })
    assert.deepEqual([store.dropDeadLetters({ plugin: 'p' }), store.dropDeadLetters({ ids: [1, 4] })], [2, 1])
    const crashed = await place.reopenAfterCrash(store, { clock })
    assert.deepEqual([crashed.deadLetterCount(), crashed.deadLetters()], [1, [{ ...dead('q', 2), id: 2 }]])
    await write(crashed, clock, { deadLetters: [dead('q', 5)] })
    assert.equal(crashed.dropDeadLetters({}), 2)
    assert.equal(crashed.deadLetterCount(), 0)
    await crashed.close()
  })

  test(`${name}: a delivery given up twice is one dead letter`, async () => {
    const { clock, store } = await opened()
    await write(store, clock, { deadLetters: [dead('p', 1), dead('q', 1)] })
    await write(store, clock, { deadLetters: [dead('p', 1, '2026-01-03T00:00:00.000Z')] })
    assert.deepEqual(store.deadLetters({ plugin: 'p' }), [{ ...dead('p', 1, '2026-01-03T00:00:00.000Z'), id: 3 }])
    assert.equal(store.deadLetterCount(), 2)
    await store.close()
  })

  test(`${name}: what is rewritten in the log is rewritten in the dead letters that keep it`, async () => {
    const { clock, store } = await opened()
    await write(store, clock, { events: chats(3) })
    await write(store, clock, { deadLetters: [dead('p', 1), dead('p', 2), dead('p', 3)] })
    const change = (event: UnifiedEvent) => (event.seqNo === 2 ? undefined : event.seqNo === 3 ? { ...event, streamId: 'new' } : event)
    const { deadLetters } = await settle(store.rewrite({ change }), clock)
    assert.deepEqual([deadLetters, store.deadLetters().map(({ event }) => event?.streamId)], [2, ['new', undefined, 'tiktok:somebody']])
    await store.close()
  })

  test(`R5: ${name}: dead letters are bounded; the oldest go, and that is counted`, async () => {
    const { clock, store } = await opened()
    for (let from = 1; from <= 100_001; from += 20_000) {
      const count = Math.min(20_000, 100_002 - from)
      await write(store, clock, { deadLetters: Array.from({ length: count }, (_, index) => dead('p', from + index)) })
    }
    await write(store, clock, { deadLetters: [dead('p', 200_000), dead('p', 200_000), dead('p', 200_001)] })
    assert.deepEqual([store.deadLetterCount(), store.deadLetterCount({ before: 4 })], [100_000, 0])
    const removed = [{ day: '2026-01-01', what: 'deadLetters', count: 3 }]
    assert.deepEqual(store.removals(), removed)
    // Those that are dropped leave room.
    const fresh = Array.from({ length: 5 }, (_, index) => dead('q', 300_000 + index))
    assert.equal(store.dropDeadLetters({ ids: store.deadLetters({ limit: 5 }).map(({ id }) => id) }), 5)
    await write(store, clock, { deadLetters: fresh })
    assert.deepEqual([store.deadLetterCount(), store.removals()], [100_000, removed])
    await store.close()
  })

  test(`F8: ${name}: what is too old is removed, but never what a plugin is owed; the numbers stay, and it is told`, async () => {
    const { clock, place, store } = await opened()
    const { sessionId } = store.sessions.open({ streamId: 's', roomId: null, name: null, title: null, source: 'live' })
    for (let from = 1; from <= 91; from += 10)
      await write(store, clock, { events: chats(10, from).map((event) => ({ ...event, sessionId })) })
    const pending = (...seqNos: readonly number[]) => {
      const bits = new Uint8Array(PAGE_SIZE / 8)
      for (const seqNo of seqNos) bits[seqNo >> 3] = (bits[seqNo >> 3] ?? 0) | (1 << (seqNo & 7))
      return new Map([[0, bits]])
    }
    await write(store, clock, {
      progress: [
        { plugin: 'p', considered: 100, pages: pending(35) },
        { plugin: 'gone', considered: 80, pages: pending(1, 35) },
      ],
    })
    clock.advance(60_000)
    await write(store, clock, { events: chats(10, 101).map((event) => ({ ...event, sessionId })) })
    const numbers = (from: Store) => from.read(1, 1000).map(({ seqNo }) => seqNo)
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
    const retain = (from: Store, at: number) => settle(from.retain({ before: { events: at, deadLetters: 0, sessions: 0 } }), clock)
    assert.deepEqual(await retain(store, clock.wallTime() - 90_000), { removed: { events: 0, deadLetters: 0, sessions: 0 }, held: [] })
    assert.deepEqual(await retain(store, clock.wallTime() - 30_000), {
      removed: { events: 60, deadLetters: 0, sessions: 0 },
      held: [
        { plugin: 'gone', events: 22 },
        { plugin: 'p', events: 1 },
      ],
    })
    const kept = [...range(1, 10), ...range(31, 40), ...range(81, 110)]
    assert.deepEqual([numbers(store), store.first(), store.head(), store.damaged()], [kept, 1, 110, 0])
    const crashed = await place.reopenAfterCrash(store, { clock })
    assert.deepEqual([numbers(crashed), crashed.damaged(), crashed.latest(1000).length], [kept, 0, 50])
    await write(crashed, clock, {
      events: chats(1, 111).map((event) => ({ ...event, sessionId })),
      progress: [{ plugin: 'p', considered: 111, pages: new Map([[0, null]]) }],
      forgotten: ['gone'],
    })
    await retain(crashed, clock.wallTime() - 30_000)
    assert.deepEqual(
      [numbers(crashed), crashed.first(), crashed.sessions.range(sessionId)],
      [range(101, 111), 101, { first: 101, last: 111 }],
    )
    clock.advance(10)
    await retain(crashed, clock.wallTime())
    assert.deepEqual([numbers(crashed), crashed.first(), crashed.sessions.range(sessionId)], [[], 112, undefined])
    assert.deepEqual(crashed.removals(), [{ day: '2026-01-01', what: 'events', count: 111 }])
    const again = await place.reopenAfterCrash(crashed, { clock })
    const [next] = await write(again, clock, { events: chats(1, 112) })
    assert.deepEqual(
      [next?.seqNo, numbers(again), again.damaged(), [...again.recentIds({ withinMs: 1e9, max: 10 })].length],
      [112, [112], 0, 1],
    )
    await again.close()
  })

  test(`R5: ${name}: dead letters and sessions with their totals go by their age, and no number is given twice`, async () => {
    const { clock, store } = await opened()
    const live = { streamId: 's', roomId: null, name: null, title: null, source: 'live' as const }
    const old = store.sessions.open(live).sessionId
    await write(store, clock, { events: [giftFrom('a', { id: 1, sessionId: old }), giftFrom('a', { id: 2, sessionId: 'nobody' })] })
    const more = Array.from({ length: 1100 }, (_, index) => giftFrom(`more${index}`, { id: 10 + index, sessionId: old }))
    await write(store, clock, { events: more })
    store.lives.addNote(old, { at: clock.wallTime(), by: 'Mo', text: 'Nice' })
    await write(store, clock, { deadLetters: Array.from({ length: 450 }, (_, index) => dead('many', 1000 + index)) })
    await write(store, clock, { deadLetters: [dead('p', 1), dead('p', 2, '2026-01-01T00:01:00.000Z')] })
    clock.advance(60_000)
    const newest = store.sessions.open(live).sessionId
    const retain = (at: number) => settle(store.retain({ before: { events: 0, deadLetters: at, sessions: at } }), clock)
    assert.deepEqual((await retain(clock.wallTime() - 1000)).removed, { events: 0, deadLetters: 451, sessions: 1 })
    assert.deepEqual(
      store.sessions.list(9).map(({ sessionId }) => sessionId),
      [newest],
    )
    assert.deepEqual([store.sessions.summary(old), store.sessions.topGifters(old, 1), store.sessions.minutes(old)], [undefined, [], []])
    assert.deepEqual([store.lives.notes(old), store.viewers.get('more1')], [[], undefined])
    assert.deepEqual([store.sessions.minutes('nobody').length, store.deadLetters().length, store.read(1, 9).length], [1, 1, 9])
    clock.advance(60_000)
    assert.deepEqual((await retain(clock.wallTime())).removed, { events: 0, deadLetters: 1, sessions: 0 })
    assert.deepEqual([store.sessions.minutes('nobody'), store.sessions.open(live).number], [[], 3])
    assert.deepEqual(store.removals(), [
      { day: '2026-01-01', what: 'deadLetters', count: 452 },
      { day: '2026-01-01', what: 'sessions', count: 1 },
    ])
    await store.close()
  })

  test(`B3: ${name}: a circuit breaker is as it was written last, also after a crash, until its plugin is forgotten`, async () => {
    const { clock, place, store } = await opened()
    const open: BreakerState = { plugin: 'p', state: 'open', remainingMs: 1234.5, nextOpenMs: 20_000, at: clock.wallTime() }
    assert.equal(store.breaker('p'), undefined)
    await write(store, clock, {
      breakers: [
        { ...open, state: 'halfOpen' },
        { ...open, plugin: 'q' },
      ],
    })
    await write(store, clock, { breakers: [open] })
    const crashed = await place.reopenAfterCrash(store, { clock })
    assert.deepEqual([crashed.breaker('p'), crashed.breaker('q')], [open, { ...open, plugin: 'q' }])
    await write(crashed, clock, { forgotten: ['q'] })
    assert.equal(crashed.breaker('q'), undefined)
    await crashed.close()
  })

  test(`${name}: discards are summed by plugin, type and reason`, async () => {
    const { clock, store } = await opened()
    const discard = (plugin: string, count: number) => ({ plugin, eventType: 'like', reason: 'lane-full', count })
    await write(store, clock, { discards: [discard('p', 2), discard('q', 1), discard('p', 3)] })
    assert.deepEqual(store.discards(), [discard('p', 5), discard('q', 1)])
    await store.close()
  })

  test(`${name}: a session is opened, found by its room while it is recent, closed and listed`, async () => {
    const { clock, place, store } = await opened()
    const live = { streamId: 'tiktok:somebody', roomId: '731', name: null, title: 'Hello', source: 'live' as const }
    const first = store.sessions.open(live)
    assert.deepEqual(
      { ...first },
      {
        ...live,
        sessionId: 'session-1',
        number: 1,
        status: 'active',
        startedAt: '2026-01-01T00:00:00.000Z',
        endedAt: null,
        endReason: null,
      },
    )
    clock.advance(50_000)
    await write(store, clock, { events: [chat(1, 'text', first.sessionId)] })
    clock.advance(50_000)
    assert.equal(store.sessions.find('tiktok:somebody', '731', 60_000)?.number, 1)
    assert.equal(store.sessions.find('tiktok:somebody', '731', 10_000), undefined)
    assert.equal(store.sessions.find('tiktok:somebody', '732', 60_000), undefined)
    store.sessions.close(first.sessionId, 'completed', 'ended')
    const second = store.sessions.open({ ...live, roomId: null })
    await store.close()
    const again = await place.open({ clock })
    assert.deepEqual(
      again.sessions.list(10).map(({ number, status, endReason }) => [number, status, endReason]),
      [
        [second.number, 'active', null],
        [1, 'completed', 'ended'],
      ],
    )
    await again.close()
  })

  test(`${name}: the totals of a session are there with the events they count, and after a crash`, async () => {
    const { clock, place, store } = await opened()
    const live = { streamId: 'tiktok:somebody', roomId: '731', name: null, title: null, source: 'live' as const }
    const [one, two] = [store.sessions.open(live).sessionId, store.sessions.open(live).sessionId]
    assert.deepEqual(
      [store.sessions.summary(one), store.sessions.range(one), store.sessions.topGifters(one, 9)],
      [undefined, undefined, []],
    )
    await write(store, clock, {
      events: [chat(1, 'hi', one), giftFrom('a', { id: 2, count: 3, coins: 30, sessionId: one }), giftFrom('b', { id: 3, sessionId: two })],
    })
    clock.advance(60_000)
    await write(store, clock, {
      events: [
        giftFrom('b', { id: 4, count: 1, coins: 500, sessionId: one }),
        giftFrom('a', { id: 5, count: 1, coins: 10, name: 'A by now', sessionId: one }),
        ...[7, 5].map((likeCount, n) => of('like', { likeCount }, { id: `like${n}`, sessionId: one })),
        ...[40, 90, 60].map((viewerCount, n) => of('viewerCount', { viewerCount }, { id: `viewers${n}`, sessionId: one })),
        { ...of('tip', {}, { id: 'tip1', sessionId: one }), value: { amountCents: 250, currency: 'EUR' } } as NewEvent,
        { ...of('tip', {}, { id: 'tip2', sessionId: one }), value: { amountCents: 100, currency: 'USD' } } as NewEvent,
        { ...of('tip', {}, { id: 'tip3', sessionId: one }), value: { amountCents: 50, currency: 'EUR' } } as NewEvent,
      ],
    })
    const crashed = await place.reopenAfterCrash(store, { clock })
    const minute = Date.UTC(2026, 0, 1) / 60_000
    const { sessions } = crashed
    assert.deepEqual(sessions.summary(one), {
      sessionId: one,
      events: { chat: 1, gift: 3, like: 2, viewerCount: 3, tip: 3 },
      ...{ likes: 12, gifts: 5, coins: 540, peakViewers: 90 },
      tipsCents: { EUR: 300, USD: 100 },
    })
    assert.deepEqual(sessions.topGifters(one, 9), [
      { userId: 'b', displayName: 'Viewer b', gifts: 1, coins: 500 },
      { userId: 'a', displayName: 'A by now', gifts: 4, coins: 40 },
    ])
    assert.deepEqual(sessions.topGifters(one, 1).length, 1)
    assert.deepEqual(
      sessions.minutes(one).map((row) => [row.minute - minute, row.eventType, row.count, row.coins]),
      [
        [0, 'chat', 1, 0],
        [0, 'gift', 1, 30],
        [1, 'gift', 2, 510],
        [1, 'like', 2, 0],
        [1, 'tip', 3, 0],
        [1, 'viewerCount', 3, 0],
      ],
    )
    assert.deepEqual(
      [sessions.range(one), sessions.range(two), sessions.summary(two)?.coins],
      [{ first: 1, last: 13 }, { first: 3, last: 3 }, 10],
    )
    assert.deepEqual([sessions.get(two)?.number, sessions.get('session-9')], [2, undefined])
    await crashed.close()
  })

  test(`R4: ${name}: what was before the host came, and what is repeated, is never counted twice; a replay has totals of its own`, async () => {
    const { clock, store } = await opened()
    const live = { streamId: 'tiktok:somebody', roomId: null, name: null, title: null }
    const [one, again] = [
      store.sessions.open({ ...live, source: 'live' }).sessionId,
      store.sessions.open({ ...live, source: 'replay' }).sessionId,
    ]
    const replay = { id: 'r', of: 1 }
    await write(store, clock, {
      events: [
        giftFrom('a', { id: 1, sessionId: one }),
        { ...giftFrom('a', { id: 2, sessionId: one }), source: 'history' },
        { ...giftFrom('a', { id: 3, sessionId: one }), source: 'replay', replay: { ...replay, to: ['p'] } },
        { ...giftFrom('a', { id: 4, sessionId: again }), source: 'replay', replay },
        { ...giftFrom('a', { id: 5, sessionId: again }), source: 'plugin', replay },
      ],
    })
    const coins = (sessionId: string) => [store.sessions.summary(sessionId)?.coins, store.sessions.topGifters(sessionId, 1)[0]?.coins]
    assert.deepEqual(
      [coins(one), coins(again)],
      [
        [10, 10],
        [20, 20],
      ],
    )
    assert.deepEqual(
      [store.sessions.range(one), store.sessions.range(again)],
      [
        { first: 1, last: 2 },
        { first: 4, last: 5 },
      ],
    )
    await store.close()
  })

  test(`H3: ${name}: totals end at what a number holds, and never stop the log`, async () => {
    const { clock, store } = await opened()
    const huge = Array.from({ length: 3 }, (_, n) => giftFrom('a', { id: n, count: 2 ** 52, coins: Number.MAX_SAFE_INTEGER }))
    for (const event of huge) await write(store, clock, { events: [event, { ...event, eventId: `${event.eventId}:2` }] })
    const { gifts, coins } = store.sessions.summary('session-1') ?? {}
    assert.deepEqual([gifts, coins], [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])
    await store.close()
  })

  test(`${name}: what a plugin keeps is its own, is seen at once, and survives a crash once something was committed`, async () => {
    const { clock, place, store } = await opened()
    store.kv.set('p', 'a/1', { deep: ['😀', null] })
    store.kv.set('p', 'a/2', 0)
    store.kv.set('p', 'b', 'gone')
    store.kv.set('q', 'a/1', 'other')
    store.kv.delete('p', 'b')
    assert.equal(store.kv.sum('p', 'total', 5), 5)
    assert.equal(store.kv.sum('p', 'total', -2), 3)
    assert.deepEqual(store.kv.list('p', 'a/'), ['a/1', 'a/2'])
    await write(store, clock, { events: chats(1) })
    const again = await place.reopenAfterCrash(store, { clock })
    assert.deepEqual(
      ['a/1', 'a/2', 'b', 'total'].map((key) => again.kv.get('p', key)),
      [{ deep: ['😀', null] }, 0, undefined, 3],
    )
    assert.deepEqual([again.kv.get('q', 'a/1'), again.kv.list('p', '')], ['other', ['a/1', 'a/2', 'total']])
    again.kv.delete('p', 'a/1')
    assert.deepEqual(again.kv.list('p', 'a/'), ['a/2'])
    await again.close()
    const last = await place.open({ clock })
    assert.deepEqual(last.kv.list('p', 'a/'), ['a/2'])
    await last.close()
  })

  test(`${name}: keys are listed by their beginning, in the order of their characters, up to a limit, written or not`, async () => {
    const { clock, store } = await opened()
    // Of characters that UTF-16 and UTF-8 put in another order, and the last of both.
    const letters = ['a', '\uffff', '\u{10ffff}', '😀', '\ue000', '%', '_']
    const keys = ['', ...letters, ...letters.flatMap((one) => letters.flatMap((other) => [one + other, `${one}${other}a`]))]
    const left = new Set<string>()
    const change = (key: string, turn: number) => {
      if (turn % 3 === 0) left.delete(key)
      else left.add(key)
      if (turn % 3 === 0) store.kv.delete('p', key)
      else store.kv.set('p', key, turn)
    }
    for (const [index, key] of keys.entries()) change(key, index + 1)
    for (const neighbour of ['o', 'q']) store.kv.set(neighbour, 'a', 1)
    await write(store, clock, { events: chats(1) })
    for (const [index, key] of keys.entries()) if (index % 2 === 0) change(key, index)
    const inOrder = [...left].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    for (const prefix of keys) {
      const wanted = inOrder.filter((key) => key.startsWith(prefix))
      for (const limit of [undefined, 0, 1, 3, 100]) assert.deepEqual(store.kv.list('p', prefix, limit), wanted.slice(0, limit))
    }
    await store.close()
  })

  test(`${name}: listing few keys of many costs what the few cost`, async () => {
    const { clock, store } = await opened()
    for (let index = 0; index < 9990; index++) store.kv.set('p', `many/${index}`, index)
    for (let index = 0; index < 10; index++) store.kv.set('p', `few/${index}`, index)
    await write(store, clock, { events: chats(1) })
    const costOf = (prefix: string, limit?: number) => {
      const began = performance.now()
      const found = store.kv.list('p', prefix, limit).length
      return { found, tookMs: performance.now() - began }
    }
    const rounds = Array.from({ length: 20 }, () => [costOf(''), costOf('few/'), costOf('', 10)] as const)
    const [all, few, limited] = [0, 1, 2].map((index) => Math.min(...rounds.map((round) => round[index]?.tookMs ?? 0)))
    assert.ok(Number(few) * 20 < Number(all), `by a prefix ${few} ms, all ${all} ms`)
    assert.ok(Number(limited) * 20 < Number(all), `up to a limit ${limited} ms, all ${all} ms`)
    assert.deepEqual(
      rounds[0]?.map(({ found }) => found),
      [10_000, 10, 10],
    )
    await store.close()
  })

  test(`${name}: what a plugin keeps is counted in bytes, written or not`, async () => {
    const { clock, place, store } = await opened()
    assert.equal(store.kv.bytes('p'), 0)
    store.kv.set('p', 'ñ', { text: '😀' })
    store.kv.set('p', 'gone', 1)
    store.kv.set('q', 'other', 1)
    const first = Buffer.byteLength('ñ{"text":"😀"}')
    assert.equal(store.kv.bytes('p'), first + 5)
    await write(store, clock, { events: chats(1) })
    store.kv.delete('p', 'gone')
    store.kv.set('p', 'ñ', 'longer than it was')
    store.kv.sum('p', 'n', 10)
    const now = Buffer.byteLength('ñ"longer than it was"') + Buffer.byteLength('n10')
    assert.deepEqual([store.kv.bytes('p'), store.kv.bytes('q'), store.kv.bytes('nobody')], [now, 6, 0])
    await store.close()
    const again = await place.open({ clock })
    assert.equal(again.kv.bytes('p'), now)
    await again.close()
  })

  test(`${name}: what a plugin keeps is bounded`, async () => {
    const { store } = await opened()
    assert.throws(() => store.kv.set('p', 'k'.repeat(257), 1), TypeError)
    assert.throws(() => store.kv.set('p', 'k', 'x'.repeat(64 * 1024)), TypeError)
    assert.throws(() => store.kv.set('p', 'k', undefined), TypeError)
    store.kv.set('p', 'k', 'no number')
    assert.throws(() => store.kv.sum('p', 'k', 1), TypeError)
    store.kv.set('p', 'k', 1e308)
    assert.throws(() => store.kv.sum('p', 'k', 1e308), TypeError)
    assert.equal(store.kv.get('p', 'k'), 1e308)
    for (let index = 1; index < 10_000; index++) store.kv.set('p', `key${index}`, index)
    assert.throws(() => store.kv.set('p', 'one more', 1), TypeError)
    store.kv.set('p', 'key1', 'a known key may change')
    store.kv.delete('p', 'key2')
    store.kv.set('p', 'one more', 1)
    assert.equal(store.kv.list('p', '').length, 10_000)
    await store.close()
  })
}
