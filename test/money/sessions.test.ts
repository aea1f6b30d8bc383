import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createLeftSessions } from '../../core/desks/lives/left-sessions.ts'
import { createLiveDoors } from '../../core/desks/lives/live-doors.ts'
import { createSessions } from '../../core/desks/lives/sessions.ts'
import type { ActiveSessions, Session, SessionNote, SessionPage, SessionShown } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { liveHost, user } from './live-host.ts'

const dataDir = createFolder()
const host = await liveHost({ after }, { dataDir })
const { ask } = host

async function start(fields: object): Promise<Session> {
  return (await ask('POST', '/api/sessions', fields)).body.session as Session
}
const ofId = async (id: string | number) => (await ask('GET', `/api/sessions/${id}`)).body as unknown as SessionShown
const end = (id: string | number, body: object = {}) => ask('POST', `/api/sessions/${id}/end`, body)

test('S2-010 S2-001 S2-019: POST /api/sessions starts a session on any platform, one by hand at a time', async () => {
  const started = await ask(
    'POST',
    '/api/sessions',
    { platform: 'chaturbate', title: 'Evening', metadata: { room: 7 } },
    { role: 'moderator' },
  )
  const session = started.body.session as Session
  assert.deepEqual(
    [started.status, session.platform, session.title, session.metadata, session.startedBy, session.source],
    [201, 'chaturbate', 'Evening', { room: 7 }, 'hand', 'api'],
  )
  const second = await ask('POST', '/api/sessions', { platform: 'stripchat' })
  assert.deepEqual([second.status, second.body.code], [409, 'SESSION_ACTIVE'])
  await end(session.number)
  for (const platform of ['stripchat', 'other', 'tiktok', 'my-own-site']) {
    const { number, platform: kept } = await start({ platform })
    assert.equal(kept, platform)
    await end(number)
  }
  for (const platform of ['', 'Not A Name', undefined]) assert.equal((await ask('POST', '/api/sessions', { platform })).status, 422)
})

test('S2-010: nobody starts a session without a key that may', async () => {
  const without = await fetch(new URL('/api/sessions', host.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  assert.equal(without.status, 401)
  for (const role of ['game', 'overlay'] as const)
    assert.equal((await ask('POST', '/api/sessions', { platform: 'other' }, { role })).status, 403)
})

test('S2-011: GET /api/sessions/active answers the one that goes on, by hand before the rest', async () => {
  const none = (await ask('GET', '/api/sessions/active', undefined, { role: 'game' })).body as unknown as ActiveSessions
  assert.equal(none.session, null)
  await ask('POST', '/api/simulate/chat', {})
  const { number } = await start({ platform: 'other' })
  const { session, sessions } = (await ask('GET', '/api/sessions/active')).body as unknown as ActiveSessions
  assert.equal(session?.number, number)
  assert.deepEqual(
    sessions.map(({ source }) => source),
    ['api', 'simulator'],
  )
  await end(number)
})

test('S2-012: GET /api/sessions is a list in pages, by state, platform and words', async () => {
  const first = (await ask('GET', '/api/sessions?limit=2')).body as unknown as SessionPage
  const second = (await ask('GET', `/api/sessions?limit=100&cursor=${first.next}`)).body as unknown as SessionPage
  const numbers = [...first.sessions, ...second.sessions].map(({ number }) => number)
  assert.deepEqual(
    numbers,
    numbers.toSorted((one, other) => other - one),
  )
  assert.deepEqual([first.sessions.length, numbers.length, second.next], [2, first.total, undefined])
  const found = async (query: string) => ((await ask('GET', `/api/sessions?${query}`)).body as unknown as SessionPage).sessions
  assert.deepEqual(
    (await found('platform=chaturbate')).map(({ title }) => title),
    ['Evening'],
  )
  assert.deepEqual(
    (await found('q=EVENI')).map(({ title }) => title),
    ['Evening'],
  )
  assert.ok((await found('status=ended')).every(({ status }) => status === 'ended'))
  assert.equal((await ask('GET', '/api/sessions?limit=0')).status, 400)
})

test('S2-013 S2-016 S2-120: GET /api/sessions/:id has its times, viewers, coins and tips', async () => {
  const { number } = await start({ platform: 'other' })
  for (const viewerCount of [10, 44, 12]) await ask('POST', `/api/sessions/${number}/viewers`, { viewerCount }, { role: 'game' })
  await ask('POST', '/api/tips', { amountCents: 250, currency: 'EUR' })
  const { session, counts } = await ofId(number)
  assert.deepEqual([session.viewers, session.peakViewers, session.totalTipsCents, session.tipCount, session.coins], [12, 44, 250, 1, 0])
  assert.deepEqual([counts.viewerCount, counts.tip, session.endedAt], [3, 1, null])
  await end(number, { reason: 'Enough' })
  const ended = (await ofId(session.sessionId)).session
  assert.ok(ended.endedAt)
  assert.equal(ended.durationMs, Date.parse(ended.endedAt) - Date.parse(ended.startedAt))
  assert.equal((await ask('GET', '/api/sessions/9999')).status, 404)
})

test('S2-014: PATCH /api/sessions/:id changes title, notes and metadata, and nothing that is left out', async () => {
  const { number } = await start({ platform: 'other', title: 'One', name: 'Mine' })
  const changed = (await ask('PATCH', `/api/sessions/${number}`, { title: null, notes: 'Plan: 🎸', metadata: { goal: 500 } })).body
    .session as Session
  assert.deepEqual([changed.title, changed.name, changed.notes, changed.metadata], [null, 'Mine', 'Plan: 🎸', { goal: 500 }])
  assert.equal((await ask('PATCH', `/api/sessions/${number}`, { status: 'ended' })).status, 422)
  assert.deepEqual((await ofId(number)).session.notes, 'Plan: 🎸')
  await end(number)
})

test('S2-015 S2-018: POST /api/sessions/:id/end ends it once; a session is active or ended', async () => {
  const { number, status } = await start({ platform: 'other' })
  const ended = (await end(number, { reason: 'Sleep' })).body.session as Session
  assert.deepEqual([status, ended.status, ended.outcome, ended.endReason], ['active', 'ended', 'completed', 'Sleep'])
  const again = await end(number)
  assert.deepEqual([again.status, again.body.code], [409, 'SESSION_ENDED'])
})

test('S2-017: session notes have their time and who wrote them, and can be removed', async () => {
  const { number } = await start({ platform: 'other' })
  const path = `/api/sessions/${number}/notes`
  const { note } = (await ask('POST', path, { text: '=Raid at ten' }, { role: 'moderator' })).body as { note: SessionNote }
  assert.ok(Math.abs(Date.parse(note.at) - Date.now()) < 60_000)
  assert.ok(note.by.length > 0)
  assert.deepEqual((await ask('GET', path)).body, { notes: [note] })
  assert.equal((await ask('DELETE', `${path}/${note.id}`)).status, 204)
  assert.equal((await ask('DELETE', `${path}/${note.id}`)).status, 404)
  assert.deepEqual((await ask('GET', path)).body, { notes: [] })
  await end(number)
})

test('S1-022 S1-027: what a live sends belongs to its session; ended by hand, the next event begins another', async () => {
  const door = host.live()
  const chat = (id: string) => door.ingest([{ eventType: 'chat', eventId: id, user: user('u1'), payload: { message: 'Hello' } }])
  const first = door.openSession({ streamId: 'tiktok:maria', roomId: '77', title: 'Live', source: 'live' })
  await chat('tiktok:77:1')
  await end(first.number, { reason: 'Cut' })
  await chat('tiktok:77:2')
  const { session } = (await ask('GET', '/api/sessions/active')).body as unknown as ActiveSessions
  assert.deepEqual([session?.platform, session?.title, session?.number], ['tiktok', 'Live', first.number + 1])
  assert.deepEqual(
    (await Promise.all([ofId(first.number), ofId(first.number + 1)])).map(({ counts }) => [counts.streamStart, counts.chat]),
    [
      [1, 1],
      [1, 1],
    ],
  )
  // The same room goes on with what was not ended by hand.
  await door.closeSession('stopped')
  assert.equal(door.openSession({ streamId: 'tiktok:maria', roomId: '77', title: 'Live', source: 'live' }).number, first.number + 1)
  assert.equal((await ofId(first.number + 1)).session.status, 'active')
  await door.closeSession('ended')
})

test('S1-030: a session that the host left is ended by the next start; one whose room may come back waits for it', async () => {
  const folder = createFolder()
  const before = await liveHost({ after }, { dataDir: folder })
  const { createSqliteStore } = await import('../../core/store/sqlite/sqlite.ts')
  const { systemClock } = await import('../../core/base/clock.ts')
  await before.stop()
  const store = await createSqliteStore({ dataDir: folder, clock: systemClock })
  const open = (roomId: string | null) =>
    store.sessions.open({ streamId: 'tiktok:a', roomId, name: null, title: null, source: 'live' }).number
  const [bare, room] = [open(null), open('5')]
  await store.close()
  const next = await liveHost({ after }, { dataDir: folder })
  await next.until(() => next.events.some(({ eventType }) => eventType === 'streamEnd'))
  const { sessions } = (await next.ask('GET', '/api/sessions')).body as unknown as SessionPage
  assert.deepEqual(
    sessions.map(({ number, status, outcome, endReason }) => [number, status, outcome, endReason]),
    [
      [room, 'active', undefined, null],
      [bare, 'ended', 'aborted', 'The host ended while it ran'],
    ],
  )
  await next.stop()
})

/** Sessions that go on, and what becomes of each: whose end is handed in, and which are closed. */
function goingOn(lives: readonly object[]) {
  const became: string[] = []
  const rows = lives.map((live, index) => ({ sessionId: `s${index}`, number: index, streamId: 'x', source: 'live', roomId: null, ...live }))
  const parts = {
    store: {
      lives: { list: () => rows },
      money: {},
      sessions: {
        find: (_stream: string, roomId: string) => rows.find((row) => row.roomId === roomId),
        close: (id: string) => became.push(`${id} closed`),
      },
    },
    ingest: { hand: async (_drafts: unknown, { sessionId }: { sessionId: string }) => void became.push(`${sessionId} ends`) },
    log: createLog({ level: 'silent' }),
  }
  return { became, parts }
}

test('S1-030: of rooms that may come back those are ended that did not, and a replay is left to replays', async () => {
  const { became, parts } = goingOn([{ roomId: '5' }, { roomId: '6' }, { source: 'replay' }, { source: 'simulator' }])
  const clock = createVirtualClock()
  // What a start asks no more of is left out.
  createLeftSessions({ ...parts, clock, doors: { isOpen: (id: string) => id === 's0', onOpen: () => () => {} } } as never)
  await clock.advance(1)
  assert.deepEqual(became, ['s3 closed'])
  await clock.advance(24 * 3_600_000)
  assert.deepEqual(became, ['s3 closed', 's1 ends', 's1 closed'])
})

test('S1-030: a session that was left ends when its stream is live in another room, and no tip is counted in it any more', async () => {
  const { became, parts } = goingOn([
    { roomId: '5', streamId: 'tiktok:a' },
    { roomId: '6', streamId: 'tiktok:b' },
  ])
  const clock = createVirtualClock()
  const doors = createLiveDoors({ lives: { reopen: () => {} }, sessions: { close() {} }, isLeaving: () => false })
  createLeftSessions({ ...parts, clock, doors } as never)
  // What is asked of a door here is an answer.
  const door = doors.wrap({ openSession: ({ roomId }: { roomId: string }) => ({ sessionId: `of-${roomId}`, resumed: false }) } as never)
  door.openSession({ streamId: 'tiktok:a', roomId: '7', source: 'live' })
  await clock.advance(1)
  assert.deepEqual(became, ['s0 ends', 's0 closed'])
  await clock.advance(24 * 3_600_000)
  assert.deepEqual(became, ['s0 ends', 's0 closed', 's1 ends', 's1 closed'])
})

test('S2-010: with the host ends what was started by hand, and no live that goes on without it', () => {
  const { became, parts } = goingOn([{ startedBy: 'connection' }, { startedBy: 'hand' }])
  // What a stop asks no more of is left out.
  createSessions({ ...parts, doors: {}, assertOpen() {}, onChange() {}, audit() {}, clock: createVirtualClock() } as never).close(
    'It stops',
  )
  assert.deepEqual(became, ['s1 closed', 's1 ends'])
})

test('S2-010: what was started by hand ends with the host', async () => {
  const { number } = await start({ platform: 'other' })
  await host.stop()
  const next = await liveHost({ after }, { dataDir })
  const { session } = (await next.ask('GET', `/api/sessions/${number}`)).body as unknown as SessionShown
  assert.deepEqual([session.status, session.outcome, session.endReason], ['ended', 'aborted', 'The host stopped'])
  await next.stop()
})
