import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { createTips } from '../../core/desks/lives/tips.ts'
import type { AuditPage, EventOf, ReplayList, Session, Tip, TipAnswer, TipPage, TipperTotal } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { liveHost, user } from './live-host.ts'

const host = await liveHost({ after })
const { ask } = host

const send = async (body: object, asking = {}) => (await ask('POST', '/api/tips', body, asking)).body as unknown as TipAnswer
const tips = async (query = '') => (await ask('GET', `/api/tips${query}`)).body as unknown as TipPage
const startSession = async () => (await ask('POST', '/api/sessions', { platform: 'other' })).body.session as Session
const eventsOf = (type: 'tip') => host.events.filter((event): event is EventOf<'tip'> => event.eventType === type)

test('S2-020 S2-120: POST /api/tips records a tip as an event that is in the log when it answers', async () => {
  const none = await ask('POST', '/api/tips', { amountCents: 500 })
  assert.deepEqual([none.status, none.body.code], [409, 'SESSION_NEEDED'])
  const session = await startSession()
  const sent = { amountCents: 1250, currency: 'EUR', tipperName: 'Petra ✨', message: '<b>For strings</b>', source: 'platform_api' }
  const { status, body } = await ask('POST', '/api/tips', sent, { role: 'moderator' })
  const { tip } = body as unknown as TipAnswer
  assert.deepEqual(
    [status, tip.amountCents, tip.currency, tip.tipperName, tip.message, tip.source, tip.sessionId],
    [201, 1250, 'EUR', 'Petra ✨', '<b>For strings</b>', 'platform_api', session.sessionId],
  )
  const { event } = (await ask('GET', `/api/events/${tip.seqNo}`)).body as { event: EventOf<'tip'> }
  assert.deepEqual(
    [event.eventType, event.value, event.payload.method, event.user?.userId, event.source],
    ['tip', { amountCents: 1250, currency: 'EUR' }, 'api', tip.userId, 'api'],
  )
  assert.match(tip.userId ?? '', /^tip:petra\./)
  const { entries } = (await ask('GET', '/api/audit?what=tip.recorded')).body as unknown as AuditPage
  assert.deepEqual(
    entries.map(({ who, detail }) => [who.role, detail]),
    [['moderator', { session: session.number, amountCents: 1250, currency: 'EUR' }]],
  )
})

test('S2-022: amounts are whole cents; who tipped and what was said may be left out', async () => {
  const { tip } = await send({ amountCents: 1 })
  assert.deepEqual([tip.amountCents, tip.currency, tip.tipperName, tip.message], [1, 'USD', null, null])
  for (const amountCents of [0, -5, 12.5, '100', 100_000_000_001, null]) {
    const refused = await ask('POST', '/api/tips', { amountCents })
    assert.deepEqual([refused.status, refused.body.code], [422, 'BODY_INVALID'])
  }
  assert.equal((await ask('POST', '/api/tips', { amountCents: 1, currency: 'euro' })).status, 422)
  const large = (await send({ amountCents: 100_000_000_000 })).tip
  assert.equal(large.amountCents, 100_000_000_000)
})

test('S2-023: a tip is manual, of a platform or from a socket, and says so wherever it is read', async () => {
  for (const source of ['platform_api', 'manual', 'websocket']) {
    const { tip } = await send({ amountCents: 100, source })
    const [listed] = (await tips('?limit=1')).tips
    assert.deepEqual([tip.source, listed], [source, tip])
  }
  assert.equal((await ask('POST', '/api/tips', { amountCents: 1, source: 'bank' })).status, 422)
})

test('S2-024: tips are added up by session and currency, apart from coins', async () => {
  const first = (await ask('GET', '/api/sessions/active')).body.session as Session
  await ask('POST', `/api/sessions/${first.number}/end`, {})
  const { number } = await startSession()
  await send({ amountCents: 300, currency: 'EUR' })
  await send({ amountCents: 450, currency: 'EUR' })
  const { session } = await send({ amountCents: 500, currency: 'USD' })
  assert.deepEqual(
    [session.number, session.totalTipsCents, session.currency, session.tipsCents, session.tipCount, session.coins],
    [number, 750, 'EUR', { EUR: 750, USD: 500 }, 3, 0],
  )
  const late = await send({ amountCents: 25, currency: 'EUR', sessionId: String(first.number) })
  assert.deepEqual([late.session.number, late.session.tipCount], [first.number, first.tipCount + 1])
})

test('S2-021: GET /api/tips is a list in pages, newest first, by session and time', async () => {
  const all = (await tips('?limit=1000')).tips
  const pages: Tip[] = []
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const page = await tips(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    pages.push(...page.tips)
    cursor = page.next
  }
  assert.deepEqual(pages, all)
  const numbers = all.map(({ seqNo }) => seqNo)
  assert.deepEqual(
    numbers,
    numbers.toSorted((one, other) => other - one),
  )
  const [newest] = all
  assert.ok(newest)
  const own = (await tips(`?session=${newest.sessionId}`)).tips
  assert.ok(own.length > 0 && own.length < all.length && own.every(({ sessionId }) => sessionId === newest.sessionId))
  assert.deepEqual((await tips(`?until=${all.at(-1)?.at}`)).tips, [])
  assert.equal((await tips(`?since=${newest.at}`)).tips[0]?.tipId, newest.tipId)
})

test('people are one when their whole name is, however it is written, and a plain name has the id that it always had', async () => {
  const idsOf = async (...names: readonly string[]) =>
    Promise.all(names.map(async (tipperName) => (await send({ amountCents: 1, tipperName })).tip.userId))
  const different = ['🦄', '💖💖', 'Ana-Luz', 'Ana_Luz', 'ana luz', 'Luz ✨', 'Luz 🌙', '?', '👩🏽', '👩🏿']
  assert.equal(new Set(await idsOf(...different)).size, different.length)
  const same = ['Ñandú ✨', ' ñandú   ✨ ', 'Ñandú\u0000 ✨'.normalize('NFD')]
  assert.equal(new Set(await idsOf(...same)).size, 1)
  assert.deepEqual(await idsOf('Ana', 'ANA LUZ', 'Mateo 2'), ['tip:ana', 'tip:ana_luz', 'tip:mateo_2'])
})

test('S2-020: the same Idempotency-Key records one tip, and answers the same again', async () => {
  const headers = { 'idempotency-key': 'tip-77' }
  const before = eventsOf('tip').length
  const first = await ask('POST', '/api/tips', { amountCents: 900 }, { headers })
  const second = await ask('POST', '/api/tips', { amountCents: 900 }, { headers })
  assert.deepEqual([second.status, second.body], [first.status, first.body])
  assert.equal(eventsOf('tip').length, before + 1)
  assert.equal((await ask('POST', '/api/tips', { amountCents: 901 }, { headers })).body.code, 'IDEMPOTENCY_KEY_REUSED')
})

test('S2-020: what is simulated or replayed is no money', async () => {
  const before = await tips('?limit=1000')
  await ask('POST', '/api/simulate/tip', { amountCents: 99_999, currency: 'EUR' })
  await ask('POST', `/api/sessions/${before.tips[0]?.sessionId}/replay`, { speed: 'max' })
  await askedUntil(
    async () => (await ask('GET', '/api/replays')).body as unknown as ReplayList,
    ({ replays }) => replays[0]?.state === 'ended',
  )
  assert.deepEqual(await tips('?limit=1000'), before)
  const { tipsCents } = (await ask('GET', '/api/analytics/summary')).body as { tipsCents: Record<string, number> }
  const sum = (currency: string) =>
    before.tips.filter((tip) => tip.currency === currency).reduce((total, { amountCents }) => total + amountCents, 0)
  assert.deepEqual(tipsCents, { EUR: sum('EUR'), USD: sum('USD') })
  const names = host.events.filter(
    ({ eventType, payload }) => eventType === 'custom' && 'name' in payload && payload.name === 'streaming.tip.received',
  )
  assert.equal(names.length, before.tips.length)
})

test('S2-020: a replay takes no tips, nor does what nobody knows; a coin is no cent', async () => {
  const replay = (await ask('GET', '/api/sessions?q=Replay')).body.sessions as Session[]
  assert.equal((await ask('POST', '/api/tips', { amountCents: 1, sessionId: replay[0]?.sessionId })).status, 400)
  assert.equal((await ask('POST', '/api/tips', { amountCents: 1, sessionId: '9999' })).status, 404)
  const door = host.live()
  const { sessionId } = door.openSession({ streamId: 'tiktok:b', source: 'live' })
  await door.ingest([
    {
      eventType: 'gift',
      eventId: 'tiktok:1:g',
      user: user('g'),
      payload: { giftId: '1', giftName: 'Rose', giftCount: 3, diamondCount: 10, coins: 30, isGiftStreak: false },
    },
  ])
  const { session } = (await ask('GET', `/api/sessions/${sessionId}`)).body as { session: Session }
  assert.deepEqual([session.coins, session.tipsCents, session.totalTipsCents], [30, {}, 0])
})

test('of a tip whose event has gone from the log nobody says how it came in', async () => {
  const row = { seqNo: 7, sessionId: 's', at: 0, currency: 'USD', cents: 99_999_900 }
  const desk = createTips({ store: { money: { tips: () => [row] }, read: () => [] } } as never)
  assert.deepEqual(
    desk.page({ limit: 1 }).tips.map(({ tipId, source }) => [tipId, source]),
    [['removed:7', null]],
  )
})

test('a tip that could not be taken back for want of room can be later, never while nothing is taken in, and the audit has it once', async () => {
  const payload = { tipperName: 'Ana' }
  const event = { eventType: 'tip', eventId: 'tip:1', seqNo: 7, sessionId: 's', value: { amountCents: 5, currency: 'EUR' }, payload }
  const asked: unknown[] = []
  const noted: string[] = []
  let isOpen = true
  const desk = createTips({
    store: { money: { tip: () => ({ seqNo: 7 }) }, read: () => [{ seqNo: 7, event }] },
    sessions: { row: () => ({ number: 1, streamId: 'x' }), get: () => ({}) },
    ingest: {
      async hand(_drafts: unknown, _live: unknown, how: unknown) {
        if (asked.push(how) === 1) throw new HostError('STORE_FULL', 'No room')
      },
    },
    accepted: { of: (_id: string, hand: () => Promise<void>) => hand() },
    assertOpen() {
      if (!isOpen) throw new HostError('STOPPING', 'It stops')
    },
    audit: ({ what }: { what: string }) => noted.push(what),
    // Parts that taking a tip back does not ask for are left out.
  } as never)
  const by = { role: 'admin', peer: 'test', id: 'key-admin', name: 'test' } as const
  await assert.rejects(desk.reverse(7, by), { code: 'STORE_FULL' })
  isOpen = false
  await assert.rejects(desk.reverse(7, by), { code: 'STOPPING' })
  isOpen = true
  await desk.reverse(7, by)
  assert.deepEqual([noted, asked], [['tip.reversed'], [{ isAwaited: true }, { isAwaited: true }]])
})

test('a tip that is taken back counts nowhere any more, for plugins neither, and only once', async () => {
  const { session } = await send({ amountCents: 100, currency: 'EUR', tipperName: 'Ana' })
  const path = `/api/sessions/${session.sessionId}`
  const shown = async () => {
    const { body } = await ask('GET', path)
    const of = body.session as Session
    const ana = (body.topTippers as TipperTotal[]).filter(({ displayName }) => displayName === 'Rosa')
    return { tipsCents: of.tipsCents, tipCount: of.tipCount, ana, listed: (await tips(`?session=${session.sessionId}`)).tips.length }
  }
  const before = await shown()
  const wrong = (await send({ amountCents: 50_000, currency: 'CLP', tipperName: 'Rosa' })).tip
  assert.notDeepEqual(await shown(), before)
  assert.equal((await ask('DELETE', `/api/tips/${wrong.seqNo}`, undefined, { role: 'game' })).status, 403)
  const both = await Promise.all([1, 2].map(() => ask('DELETE', `/api/tips/${wrong.seqNo}`, undefined, { role: 'moderator' })))
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 404])
  assert.deepEqual(await shown(), before)
  const gone = await ask('DELETE', `/api/tips/${wrong.seqNo}`)
  assert.deepEqual([gone.status, gone.body.code], [404, 'TIP_UNKNOWN'])
  for (const none of ['1', 'x', '99999999']) assert.equal((await ask('DELETE', `/api/tips/${none}`)).status, 404)
  const told = host.events.filter((event) => event.eventType === 'custom' && event.payload.name === 'streaming.tip.reversed')
  assert.deepEqual(
    told.map(({ payload, user }) => [Object(payload).data, user?.displayName]),
    [
      [
        {
          ...{ creatorId: told[0]?.streamId, sessionId: wrong.sessionId, tipId: wrong.tipId, tipSeqNo: wrong.seqNo },
          ...{ tippedAt: wrong.at, amountCents: 50_000, currency: 'CLP' },
        },
        'Rosa',
      ],
    ],
  )
})
