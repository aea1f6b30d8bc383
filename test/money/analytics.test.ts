import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Draft } from '../../core/ingest/source.ts'
import type { Activity, AnalyticsSummary, AuditPage, Comparison, Funnel, GifterList, Session, TipperList } from '../../schemas/types.ts'
import { liveHost, user } from './live-host.ts'

const host = await liveHost({ after })
const { ask } = host
const got = async <T>(path: string) => (await ask('GET', path)).body as T

const event = (id: string, who: string, draft: Pick<Draft, 'eventType' | 'payload'>) =>
  // Each is a draft of its type, as a source makes it.
  ({ ...draft, eventId: `tiktok:1:${id}`, user: user(who) }) as Draft
const gift = (id: string, who: string, coins: number) =>
  event(id, who, {
    eventType: 'gift',
    payload: { giftId: '1', giftName: 'Rose', giftCount: 1, diamondCount: coins, coins, isGiftStreak: false },
  })
const chat = (id: string, who: string) => event(id, who, { eventType: 'chat', payload: { message: 'Hi' } })
const join = (id: string, who: string) => event(id, who, { eventType: 'join', payload: {} })
const watching = (viewerCount: number): Draft => ({ eventType: 'viewerCount', payload: { viewerCount } })

const door = host.live()
const live = door.openSession({ streamId: 'tiktok:maria', source: 'live' })
await door.ingest([
  ...['a', 'b', 'c', 'd'].map((who) => join(`j${who}`, who)),
  ...['a', 'b'].flatMap((who) => [chat(`c1${who}`, who), chat(`c2${who}`, who)]),
  ...[gift('g1', 'a', 100), gift('g2', 'a', 50), gift('g3', '=cmd', 10)],
  ...[watching(30), watching(70), watching(40)],
  event('l', 'e', { eventType: 'like', payload: { likeCount: 15 } }),
])
await door.closeSession('ended')
const byHand = (await ask('POST', '/api/sessions', { platform: 'other' })).body.session as Session
for (const [tipperName, amountCents, currency] of [
  ['Ana', 500, 'EUR'],
  ['Ana', 250, 'EUR'],
  ['=HYPERLINK("x")', 900, 'EUR'],
  ['Bo', 5000, 'JPY'],
])
  await ask('POST', '/api/tips', { tipperName, amountCents, currency, message: '+1' })

test('S2-060 S1-083: GET /api/analytics/summary adds up real sessions of a range, coins and money apart', async () => {
  await ask('POST', '/api/simulate/gift', { giftName: 'Lion', coins: 30_000 })
  const all = await got<AnalyticsSummary>('/api/analytics/summary')
  assert.deepEqual(
    [all.sessions, all.coins, all.gifts, all.likes, all.tipsCents, all.tipCount, all.peakViewers, all.events.chat],
    [2, 160, 3, 15, { EUR: 1650, JPY: 5000 }, 4, 70, 4],
  )
  assert.deepEqual(
    all.days.map(({ sessions, coins, tipsCents }) => [sessions, coins, tipsCents]),
    [[2, 160, { EUR: 1650, JPY: 5000 }]],
  )
  assert.ok((all.perHour.tipsCents.EUR ?? 0) >= 0 && all.perHour.coins > 0)
  assert.equal((await got<AnalyticsSummary>('/api/analytics/summary?platform=tiktok')).tipCount, 0)
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  assert.deepEqual([(await got<AnalyticsSummary>(`/api/analytics/summary?from=${tomorrow}`)).sessions, all.from], [0, undefined])
  assert.equal((await ask('GET', '/api/analytics/summary?from=yesterday')).status, 400)
})

test('S2-061: GET /api/analytics/top-tippers ranks who gave, in each currency for itself', async () => {
  const { tippers } = await got<TipperList>('/api/analytics/top-tippers')
  assert.deepEqual(
    tippers.map(({ displayName, amountCents, currency, tips }) => [displayName, amountCents, currency, tips]),
    [
      ['Bo', 5000, 'JPY', 1],
      ['=HYPERLINK("x")', 900, 'EUR', 1],
      ['Ana', 750, 'EUR', 2],
    ],
  )
  assert.equal((await got<TipperList>('/api/analytics/top-tippers?limit=1')).tippers.length, 1)
})

test('S1-083: top gifters, activity by the minute and a comparison of sessions', async () => {
  const { gifters } = await got<GifterList>(`/api/analytics/top-gifters?session=${live.number}`)
  assert.deepEqual(
    gifters.map(({ userId, coins, gifts }) => [userId, coins, gifts]),
    [
      ['a', 150, 2],
      ['=cmd', 10, 1],
    ],
  )
  const { minutes } = await got<Activity>(`/api/analytics/activity?session=${live.number}`)
  const sum = (of: (minute: Activity['minutes'][number]) => number) => minutes.reduce((total, minute) => total + of(minute), 0)
  assert.deepEqual(
    [sum(({ coins }) => coins), sum(({ counts }) => counts.join ?? 0), Math.max(...minutes.map(({ viewers = 0 }) => viewers))],
    [160, 4, 70],
  )
  const money = await got<Activity>('/api/analytics/activity')
  assert.equal(
    money.minutes.reduce((total, { tipsCents }) => total + (tipsCents.EUR ?? 0), 0),
    1650,
  )
  const { sessions, best } = await got<Comparison>(`/api/analytics/compare?sessions=${live.number},${byHand.number}`)
  assert.deepEqual([sessions.length, best.coins, best.tips], [2, live.sessionId, byHand.sessionId])
})

test('S1-083: the funnel counts different people who came, wrote and gave', async () => {
  const { steps } = await got<Funnel>(`/api/analytics/funnel?session=${live.number}`)
  assert.deepEqual(steps, [
    { step: 'join', viewers: 6, ofBefore: null },
    { step: 'chat', viewers: 2, ofBefore: 0.3333 },
    { step: 'gift', viewers: 2, ofBefore: 0.5 },
  ])
})

test('S2-062 T50: GET /api/analytics/export is CSV for spreadsheets, with no formula in it', async () => {
  const { headers, status } = await ask('GET', '/api/analytics/export?what=tips')
  assert.equal(status, 200)
  assert.match(headers.get('content-type') ?? '', /^text\/csv; charset=utf-8/)
  assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="showrunner-tips\.csv"$/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  for (const [what, lines] of [
    ['sessions', 3],
    ['tips', 5],
    ['gifters', 3],
  ] as const) {
    const bytes = Buffer.from(
      await (
        await fetch(new URL(`/api/analytics/export?what=${what}`, host.url), { headers: { authorization: `Bearer ${host.keys.admin}` } })
      ).arrayBuffer(),
    )
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const text = bytes.toString('utf8')
    assert.equal(text.split('\r\n').length - 1, lines, what)
    assert.doesNotMatch(text, /(^|,|\n)"?[=+@]/)
    if (what === 'tips') assert.ok(text.includes(`"'=HYPERLINK(""x"")","'+1"`))
    if (what === 'gifters') assert.ok(text.includes(`"'=cmd"`))
  }
})

/** A table as it is exported, by the names of its columns. */
async function exported(what: string, session: number): Promise<readonly Record<string, string>[]> {
  const { text } = (await ask('GET', `/api/analytics/export?what=${what}&session=${session}`)).body as { text: string }
  const [head, ...rows] = text
    .replace(/^\u{feff}/u, '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.slice(1, -1).split('","'))
  return rows.map((row) => Object.fromEntries((head ?? []).map((name, index) => [name, row[index] ?? ''])))
}

test('money of every currency is exported, and one currency has no more columns than ever', async () => {
  const sum = (rows: readonly Record<string, string>[], column: string) => rows.reduce((total, row) => total + Number(row[column]), 0)
  for (const what of ['sessions', 'minutes']) {
    const both = await exported(what, byHand.number)
    assert.deepEqual([what, sum(both, 'tipsCents.EUR'), sum(both, 'tipsCents.JPY')], [what, 1650, 5000])
    const none = await exported(what, live.number)
    assert.deepEqual(
      Object.keys(none[0] ?? {}).filter((name) => name.includes('.')),
      [],
    )
  }
})

test('T93: exports name viewers, so they are for admins alone, and in the audit', async () => {
  for (const role of ['moderator', 'game', 'overlay'] as const)
    assert.equal((await ask('GET', '/api/analytics/export?what=tips', undefined, { role })).status, 403)
  const before = (await got<AuditPage>('/api/audit?what=analytics.exported')).entries.length
  await ask('GET', '/api/analytics/export?what=gifters')
  const { entries } = await got<AuditPage>('/api/audit?what=analytics.exported')
  assert.deepEqual([entries.length, entries[0]?.detail?.what], [before + 1, 'gifters'])
})

test('S0-062 S0-063: every event has its time in the log, and the numbers of now can be asked for', async () => {
  const { events } = await got<{ events: readonly { timestamp: string; ingestedAt: string }[] }>('/api/events?limit=50')
  assert.ok(events.length > 10 && events.every(({ timestamp, ingestedAt }) => Date.parse(timestamp) > 0 && Date.parse(ingestedAt) > 0))
  const { session } = await got<{ session: Session }>('/api/sessions/active')
  assert.deepEqual([session.number, session.tipCount], [byHand.number, 4])
})
