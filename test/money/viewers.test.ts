import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Draft } from '../../core/ingest/source.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent } from '../../core/store/store.ts'
import type { AuditPage, SessionShown, ViewerCard, ViewerList, ViewerNote } from '../../schemas/types.ts'
import { chats, createTestClock } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { liveHost, user } from './live-host.ts'

const dataDir = createFolder()
const host = await liveHost({ after }, { dataDir })
const { ask } = host
const card = async (id: string) => (await ask('GET', `/api/viewers/${id}`, undefined, { role: 'moderator' })).body as unknown as ViewerCard
const found = async (q: string) => ((await ask('GET', `/api/viewers?q=${encodeURIComponent(q)}`)).body as unknown as ViewerList).viewers
/** What a path cannot hold. */
const packed = (id: string) => `~${Buffer.from(id).toString('base64url')}`

const mira = { userId: '68901234', uniqueId: 'Mira.Paints', displayName: 'Mira Canary' }
const door = host.live()
const live = door.openSession({ streamId: 'tiktok:maria', source: 'live' })
await door.ingest([
  { eventType: 'join', eventId: 'tiktok:1:1', user: mira, payload: {} },
  { eventType: 'chat', eventId: 'tiktok:1:2', user: mira, payload: { message: 'First' } },
  { eventType: 'chat', eventId: 'tiktok:1:3', user: mira, payload: { message: 'Second' } },
  {
    eventType: 'gift',
    eventId: 'tiktok:1:4',
    user: mira,
    payload: { giftId: '1', giftName: 'Rose', giftCount: 2, diamondCount: 5, coins: 10, isGiftStreak: false },
  },
  { eventType: 'chat', eventId: 'tiktok:1:5', user: user('other'), payload: { message: 'Hi' } },
] satisfies Draft[])

test('S1-082: a viewer’s card says what they did and gave, newest first', async () => {
  const shown = await card(mira.userId)
  assert.deepEqual(shown.user, { userId: mira.userId, uniqueId: 'mira.paints', displayName: 'Mira Canary' })
  assert.deepEqual([shown.sessions, shown.chats, shown.gifts, shown.coins, shown.tipsCents, shown.notes], [1, 2, 2, 10, {}, []])
  assert.deepEqual(
    shown.recent.map(({ eventType }) => eventType),
    ['gift', 'chat', 'chat', 'join'],
  )
  assert.equal(shown.lastSeenAt, shown.recent[0]?.ingestedAt)
  assert.ok(shown.firstSeenAt && shown.looked >= 5)
  const nobody = await ask('GET', '/api/viewers/12345')
  assert.deepEqual([nobody.status, nobody.body.code], [404, 'VIEWER_UNKNOWN'])
})

test('a viewer of the demo live has the gifts of the demo, and what is simulated adds nothing to a real one', async () => {
  for (const userId of ['simulated:luna', mira.userId])
    await ask('POST', '/api/simulate/gift', {
      user: { userId, uniqueId: 'luna', displayName: 'Luna' },
      giftName: 'Rose',
      giftCount: 3,
      coins: 3,
    })
  const [luna, real] = [await card('simulated:luna'), await card(mira.userId)]
  assert.deepEqual([luna.gifts, luna.coins, luna.recent.length, real.gifts, real.coins], [3, 3, 1, 2, 10])
})

test('S1-082: viewers are found by how their handle begins, in any case, and by id', async () => {
  for (const q of ['mira', '@MIRA.p', mira.userId])
    assert.deepEqual(
      (await found(q)).map(({ userId }) => userId),
      [mira.userId],
    )
  assert.deepEqual(await found('%'), [])
  assert.equal((await ask('GET', '/api/viewers?q=mira', undefined, { role: 'game' })).status, 403)
})

test('S1-082: who tipped has a card under any id that a path cannot hold', async () => {
  await ask('POST', '/api/tips', { amountCents: 300, currency: 'EUR', tipperName: 'Ñandú', sessionId: live.sessionId })
  const shown = await card(packed('tip:ñandú'))
  assert.deepEqual([shown.user.displayName, shown.tipsCents], ['Ñandú', { EUR: 300 }])
})

test('S2-120: notes about a viewer are private: in no event, and in the audit without the viewer', async () => {
  const { note } = (await ask('POST', `/api/viewers/${mira.userId}/notes`, { text: 'Asked kindly' }, { role: 'moderator' })).body as {
    note: ViewerNote
  }
  assert.deepEqual((await card(mira.userId)).notes, [note])
  assert.equal(JSON.stringify(host.events).includes('Asked kindly'), false)
  for (const role of ['game', 'overlay'] as const)
    assert.equal((await ask('POST', `/api/viewers/${mira.userId}/notes`, { text: 'x' }, { role })).status, 403)
  const { entries } = (await ask('GET', '/api/audit?what=viewer.noted')).body as unknown as AuditPage
  assert.equal(entries.length, 1)
  assert.doesNotMatch(JSON.stringify(entries), /Asked|68901234|[Mm]ira/)
  const other = (await ask('POST', `/api/viewers/${mira.userId}/notes`, { text: 'Second' })).body.note as ViewerNote
  assert.equal((await ask('DELETE', `/api/viewers/${mira.userId}/notes/${other.id}`)).status, 204)
  assert.equal((await card(mira.userId)).notes.length, 1)
})

test('T92: an erased viewer is in no session, no note and no file, and the sums stay', async () => {
  await ask('PATCH', `/api/sessions/${live.number}`, { notes: 'Thank @Mira.Paints', metadata: { star: 'Mira Canary' } })
  await ask('POST', `/api/sessions/${live.number}/notes`, { text: 'Mira Canary came' })
  const before = (await ask('GET', `/api/sessions/${live.number}`)).body as unknown as SessionShown
  assert.equal((await ask('POST', '/api/viewers/erase', { viewer: mira.userId })).status, 200)
  assert.equal((await ask('GET', `/api/viewers/${mira.userId}`)).status, 404)
  assert.deepEqual(await found('mira'), [])
  const shown = (await ask('GET', `/api/sessions/${live.number}`)).body as unknown as SessionShown
  assert.deepEqual([shown.session.coins, shown.session.gifts, shown.topGifters[0]?.coins], [before.session.coins, before.session.gifts, 10])
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  assert.ok(files.length > 0)
  for (const { parentPath, name } of files)
    assert.doesNotMatch(readFileSync(join(parentPath, name), 'latin1'), /mira\.?paints|Mira Canary|Asked kindly|68901234/i, name)
})

test('G3: after the days that viewers are kept, sessions know them by pseudonyms, and their notes are gone', async () => {
  const clock = createTestClock()
  const store = await createSqliteStore({ dataDir: createFolder(), clock })
  const { sessionId, streamId } = store.sessions.open({ streamId: 'tiktok:a', roomId: null, name: null, title: null, source: 'live' })
  const stamp = { schemaVersion: '1', streamId, sessionId, source: 'live', timestamp: new Date().toISOString() } as const
  const ana = { userId: 'ana', uniqueId: 'ana', displayName: 'Ana', safeName: 'Ana' }
  const writing = store.write({
    events: [
      { ...stamp, eventId: 'a:1', eventType: 'chat', triggerId: 1, user: ana, payload: { message: 'x' } },
      { ...stamp, eventId: 'a:2', eventType: 'tip', triggerId: 16, user: ana, value: { amountCents: 5, currency: 'EUR' }, payload: {} },
    ],
  })
  clock.advance(10)
  await writing
  store.viewers.addNote('ana', { at: clock.wallTime(), by: 'Mo', text: 'Nice' })
  const later = clock.wallTime() + 60_000
  assert.equal(await store.personal.rewriteGifters(clock.wallTime() - 60_000, () => 'anon:1'), 0)
  assert.equal(await store.personal.rewriteGifters(later, () => 'anon:1'), 3)
  assert.deepEqual([store.viewers.get('ana'), store.viewers.notes('ana')], [undefined, []])
  assert.deepEqual(store.viewers.given('anon:1').tips, { EUR: { cents: 5, tips: 1 } })
  assert.deepEqual(store.money.funnel({ sessionIds: [sessionId] }), { seen: 1, wrote: 1, gave: 1, both: 1 })
  await store.close()
})

test('G3: of many who gave all are pseudonyms at once, and what those gave who become the same is added up', async () => {
  const clock = createTestClock()
  const store = await createSqliteStore({ dataDir: createFolder(), clock })
  const { sessionId, streamId } = store.sessions.open({ streamId: 'tiktok:a', roomId: null, name: null, title: null, source: 'live' })
  const stamp = { schemaVersion: '1', streamId, sessionId, source: 'live', timestamp: new Date().toISOString() } as const
  const payload = { giftId: '1', giftName: 'Rose', giftCount: 2, coins: 3, diamondCount: 1, isGiftStreak: false }
  const value = { amountCents: 5, currency: 'EUR' }
  const MANY = 60
  const userOf = (n: number) => ({ userId: `68${n}`, uniqueId: `who.${n}`, displayName: `Who ${n}`, safeName: `Who ${n}` })
  const given = Array.from({ length: MANY }, (_, n): readonly NewEvent[] => [
    { ...stamp, eventId: `a:${n}:1`, eventType: 'gift', triggerId: 2, user: userOf(n), value: { coins: 3 }, payload },
    { ...stamp, eventId: `a:${n}:2`, eventType: 'tip', triggerId: 16, user: userOf(n), value, payload: {} },
  ]).flat()
  const wrote: NewEvent = { ...stamp, eventId: 'a:c', eventType: 'chat', triggerId: 1, user: userOf(0), payload: { message: 'x' } }
  const writing = store.write({ events: [...given, wrote] })
  clock.advance(10)
  await writing
  assert.equal(await store.personal.rewriteGifters(clock.wallTime() + 60_000, () => 'anon:1'), 3 * MANY)
  const only = { sessionIds: [sessionId] }
  assert.deepEqual(
    [store.money.gifters(only, 9), store.money.tippers(only, 9), store.money.funnel(only)],
    [
      [{ userId: 'anon:1', displayName: 'Viewer', gifts: 2 * MANY, coins: 3 * MANY }],
      [{ userId: 'anon:1', displayName: 'Viewer', currency: 'EUR', cents: 5 * MANY, tips: MANY }],
      { seen: 1, wrote: 1, gave: 1, both: 1 },
    ],
  )
  await store.close()
})

test('G3: an old note stays as long as its viewer comes, and a new one as long as it is new', async () => {
  const clock = createTestClock()
  const store = await createSqliteStore({ dataDir: createFolder(), clock })
  const came = store.write({ events: chats(1) })
  clock.advance(10)
  await came
  const [then, now] = [clock.wallTime() - 60_000, clock.wallTime()]
  const userId = '6812345678901234567'
  for (const [who, at] of [
    [userId, then - 1],
    ['gone', then - 1],
    ['gone', now],
  ] as const)
    store.viewers.addNote(who, { at, by: 'Mo', text: 'Nice' })
  await store.personal.rewriteGifters(then, () => 'anon:1')
  assert.deepEqual(
    [userId, 'gone'].map((who) => store.viewers.notes(who).map(({ at }) => at)),
    [[then - 1], [now]],
  )
  await store.close()
})
