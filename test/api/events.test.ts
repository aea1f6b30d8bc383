import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { systemClock } from '../../core/base/clock.ts'
import { createEvents } from '../../core/desks/log/events.ts'
import type { EventsWanted } from '../../core/serve/serve.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent } from '../../core/store/store.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { chat, createTestClock, giftFrom } from '../contracts/store.ts'
import fc from '../support/chance.ts'
import { createFolder } from '../support/folder.ts'

const FILL = fileURLToPath(new URL('../support/fill-log.ts', import.meta.url))

const WORDS = ['Hello', 'hola ñandú', 'ROSE please', '🎉 party', 'what a game', '']

/** The nth of a mixed log: two sessions, seven viewers, chats and gifts. */
function event(n: number): NewEvent {
  const sessionId = `session-${1 + (n % 2)}`
  const userId = String(100 + (n % 7))
  const made = n % 3 === 0 ? giftFrom(userId, { id: n, sessionId }) : chat(n, `${WORDS[n % WORDS.length]} ${n}`, sessionId)
  const user = { userId, uniqueId: `Viewer.${userId}`, displayName: `Viewer ${userId}`, safeName: `Viewer ${userId}` }
  // As it is made above, with a viewer who has a handle.
  return { ...made, source: n % 5 === 0 ? 'simulator' : 'live', user } as NewEvent
}

/** A store with so many of them, ten a second. */
async function openStore(count: number) {
  const clock = createTestClock()
  const store = await createSqliteStore({ dataDir: createFolder(), clock: { ...systemClock, wallTime: clock.wallTime } })
  for (let first = 1; first <= count; first += 100) {
    await store.write({ events: Array.from({ length: Math.min(100, count - first + 1) }, (_, index) => event(first + index)) })
    clock.advance(10_000)
  }
  return store
}

/** All pages, one after the other. */
function everyPage(desk: ReturnType<typeof createEvents>, wanted: EventsWanted) {
  const found: UnifiedEvent[] = []
  let pages = 0
  for (let cursor = wanted.cursor; ; pages += 1) {
    const page = desk.page({ ...wanted, ...(cursor !== undefined && { cursor }) })
    assert.ok(page.events.length <= wanted.limit && pages < 10_000)
    found.push(...page.events)
    cursor = page.next
    if (cursor === undefined) return found
  }
}

/** What the conditions mean, event by event. */
function isWanted(event: UnifiedEvent, { types, session, user, text, source, sinceMs, untilMs }: EventsWanted): boolean {
  const at = Date.parse(event.ingestedAt)
  const words = JSON.stringify([Object.values(event.user ?? {}), Object.values(event.payload)]).toLowerCase()
  return (
    (!types || types.includes(event.eventType)) &&
    (session === undefined || event.sessionId === session) &&
    (user === undefined || event.user?.userId === user || `@${event.user?.uniqueId}`.toLowerCase() === user.toLowerCase()) &&
    (text === undefined || words.includes(text.toLowerCase())) &&
    (source === undefined || event.source === source) &&
    (sinceMs === undefined || at >= sinceMs) &&
    (untilMs === undefined || at < untilMs)
  )
}

const time = fc.integer({ min: Date.UTC(2026, 0, 1) - 1000, max: Date.UTC(2026, 0, 1) + 130_000 })

const WANTED = fc.record(
  {
    limit: fc.integer({ min: 1, max: 50 }),
    order: fc.constantFrom('asc', 'desc'),
    types: fc.subarray(['chat', 'gift', 'like'] as const),
    user: fc.constantFrom('103', '@viewer.104', '@VIEWER.105', 'nobody'),
    text: fc.constantFrom('hello', 'ÑANDÚ', 'rose', '🎉', 'a game 4', 'nothing of it'),
    source: fc.constantFrom('live', 'simulator', 'api'),
    sinceMs: time,
    untilMs: time,
  },
  { requiredKeys: ['limit', 'order'] },
)

test('S1-082: S3-005: pages of the log hold, all together, just the events that fulfil every condition, in order', async (context) => {
  const store = await openStore(1_200)
  context.after(() => store.close())
  const all = store.read(1, 2_000).map(({ event }) => event)
  fc.assert(
    fc.property(WANTED, fc.integer({ min: 7, max: 2_000 }), (wanted, lookedMax) => {
      const expected = all.filter((event) => isWanted(event, wanted)).map(({ seqNo }) => seqNo)
      if (wanted.order === 'desc') expected.reverse()
      const found = everyPage(createEvents({ store, lookedMax }), wanted).map(({ seqNo }) => seqNo)
      assert.deepEqual(found, expected)
    }),
    { numRuns: 60 },
  )
})

test('one page looks at so many records and no more, and says where the next begins', async (context) => {
  const store = await openStore(500)
  context.after(() => store.close())
  const page = createEvents({ store, lookedMax: 100 }).page({ limit: 10, order: 'desc', text: 'nobody said that' })
  assert.deepEqual(page, { events: [], looked: 100, next: '400' })
})

test('an event is shown as the log has it now, and one that is not there is not', async (context) => {
  const store = await openStore(3)
  context.after(() => store.close())
  const desk = createEvents({ store })
  await store.rewrite({
    change: (event) => (event.eventType === 'chat' ? { ...event, payload: { ...event.payload, message: 'erased' } } : event),
  })
  assert.deepEqual(desk.show(1).payload, { message: 'erased' })
  assert.throws(() => desk.show(4), { code: 'EVENT_UNKNOWN' })
  assert.throws(() => desk.page({ limit: 1, order: 'asc', session: '9' }), { code: 'SESSION_UNKNOWN' })
})

const long = process.env.SHOWRUNNER_LONG ? test : () => {}

long('a page of a million events takes well under 100 ms, also when nothing is found', async (context) => {
  const dataDir = createFolder()
  // It ends as by SIGKILL, so that it leaves what a crash leaves.
  await execa(process.execPath, ['--import', 'tsx', FILL, dataDir, '1000000', '1', 'none'], { reject: false })
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  context.after(() => store.close())
  assert.equal(store.head(), 1_000_000)
  const desk = createEvents({ store })
  const looks: Readonly<Record<string, Omit<EventsWanted, 'limit'>>> = {
    newest: { order: 'desc' },
    nothing: { order: 'desc', types: ['gift'] },
    nobody: { order: 'desc', user: '@nobody' },
    'said by nobody': { order: 'asc', text: 'nobody said that' },
    'said by somebody': { order: 'desc', text: 'MESSAGE 500000 OF' },
    party: { order: 'desc', text: '🎉' },
    'since and until': { order: 'desc', sinceMs: Date.now() - 86_400_000, untilMs: Date.now(), text: 'nobody' },
  }
  const taken = Object.entries(looks).map(([name, wanted]) => {
    const times = Array.from({ length: 7 }, () => {
      const began = performance.now()
      desk.page({ ...wanted, limit: 100 })
      return performance.now() - began
    })
    return [name, Math.round(times.sort((one, other) => one - other)[3] ?? 0)] as const
  })
  context.diagnostic(JSON.stringify(Object.fromEntries(taken)))
  assert.deepEqual(
    taken.filter(([, ms]) => ms >= 100),
    [],
  )
})
