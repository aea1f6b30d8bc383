import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createReplays } from '../../core/desks/log/replays.ts'
import type { Draft } from '../../core/ingest/source.ts'
import type { ReplayPlan, ReplayReport } from '../../core/serve/serve.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { Session, SessionShown, UnifiedEvent } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { createOperated } from '../support/operated.ts'

const publishing = (more = '') =>
  `export default { on: { '*'(event, host) { host.publish('got', { seqNo: event.seqNo, of: event.replay?.of ?? null }); ${more} } } }`

/** What came of gifts, in a live with a streak, likes and what was said before it began. */
const LIVE: readonly Draft[] = [
  { eventType: 'chat', source: 'history', user: viewer('old'), payload: { message: 'before' } },
  { eventType: 'chat', user: viewer('ann'), payload: { message: 'hi' } },
  step(1, false),
  step(2, true),
  { eventType: 'like', user: viewer('ann'), payload: { likeCount: 15 } },
  { eventType: 'follow', user: viewer('bob'), payload: {} },
]

function viewer(userId: string) {
  return { userId, uniqueId: userId, displayName: userId }
}

function step(count: number, ended: boolean): Draft {
  const payload = { giftId: '5655', giftName: 'Rose', giftCount: count, coins: count, diamondCount: 1, giftType: 1 }
  return { eventType: 'gift', eventId: `tiktok:7:${count}`, user: viewer('ann'), payload, streak: { key: 'ann:5655:1', count, ended } }
}

/** A host with a live that is over; `shower` takes replays and emits for each gift, `payer` does not. */
async function recorded(t: TestContext) {
  const operated = await createOperated(t)
  const emits = `if (event.eventType === 'gift') host.emit({ eventType: 'custom', payload: { name: 'shown', data: {} } })`
  await operated.write('shower', {
    manifest: { replays: true, subscriptions: [{ event: '*' }] },
    files: { 'plugin.ts': publishing(emits) },
  })
  await operated.write('payer', { manifest: { subscriptions: [{ event: '*' }] }, files: { 'plugin.ts': publishing() } })
  const host = await operated.start()
  const game = await openSocket(t, host.url, { key: host.keys.game, subscribe: { events: ['*'], topics: ['*'] } })
  const admin = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { events: ['*'] } })
  const door = host.door()
  const session = door.openSession({ streamId: 'tiktok:somebody', roomId: '7', name: 'Friday', source: 'live' })
  await door.ingest(LIVE)
  await door.closeSession('ended')
  // What the plugin emits, and that the session began and ended.
  await host.until((events) => events.filter(({ eventType }) => eventType === 'custom').length === 3)
  const originals = host.events.filter(({ source }) => source === 'live')
  const got = (plugin: string) =>
    game.messages.flatMap(({ type, plugin: from, data }) => (type === 'publish' && from === plugin ? [data as { of: number | null }] : []))
  const heard = ({ messages }: typeof game) =>
    messages.flatMap(({ type, event }) => (type === 'event' && (event as UnifiedEvent).replay ? [event as UnifiedEvent] : []))
  await game.until(() => got('payer').length === host.events.filter(({ source }) => source !== 'history').length)
  const replay = (body: object, id: string | number = session.number) => host.ask('POST', `/api/sessions/${id}/replay`, body)
  const over = async (begun: ReplayReport) => {
    const found = await askedUntil(
      async () => ((await host.ask('GET', '/api/replays')).body.replays as ReplayReport[]).find(({ id }) => id === begun.id),
      (report) => report?.state !== 'running',
    )
    return found
  }
  const summary = async (id: string | number) => (await host.ask('GET', `/api/sessions/${id}`)).body as unknown as SessionShown
  return { operated, host, game, admin, session, originals, got, heard, replay, over, summary }
}

test('a replay is a session of its own, equal to what was recorded, for those alone who take replays', async (t) => {
  const { host, game, admin, session, originals, got, heard, replay, over, summary } = await recorded(t)
  const before = await summary(session.number)
  const { plan } = (await replay({ dryRun: true })).body as { plan: ReplayPlan }
  const counts = { streamStart: 1, chat: 1, giftStreak: 2, gift: 1, like: 1, follow: 1, streamEnd: 1 }
  assert.deepEqual(plan, {
    of: { sessionId: session.sessionId, number: session.number, name: 'Friday' },
    events: counts,
    to: { shower: counts },
    unknown: [],
  })
  assert.equal(
    host.events.some(({ source }) => source === 'replay'),
    false,
  )

  const answer = await replay({ speed: 'max' })
  assert.equal(answer.status, 202)
  const begun = answer.body.replay as ReplayReport
  assert.deepEqual(await over(begun), { ...begun, state: 'ended', detail: 'All of it was replayed', events: originals.length, done: 1 })
  const repeats = host.events.filter(({ source }) => source === 'replay')
  const plain = ({ seqNo: _s, ingestedAt: _i, ...event }: UnifiedEvent) => event
  assert.deepEqual(
    repeats.map(plain),
    originals.map((event) => ({
      ...plain(event),
      ...{ eventId: `replay:${begun.id}:${event.eventId}`, streamId: 'replay:tiktok:somebody', sessionId: begun.session.sessionId },
      ...{ source: 'replay', replay: { id: begun.id, of: event.seqNo } },
    })),
  )

  // What it emits is marked as well, and comes back to it alone.
  const emitted = () => host.events.filter(({ eventType, replay: mark }) => eventType === 'custom' && mark)
  await host.until(() => emitted().length === 1)
  const ofReplay = (plugin: string) => got(plugin).flatMap(({ of }) => of ?? [])
  await game.until(() => ofReplay('shower').length === originals.length + 1)
  assert.deepEqual(emitted()[0]?.replay, { id: begun.id, of: originals.find(({ eventType }) => eventType === 'gift')?.seqNo })
  assert.deepEqual([ofReplay('payer'), heard(game)], [[], []])
  await admin.until(() => heard(admin).length === originals.length + 1)

  const after = await summary(begun.session.number)
  assert.deepEqual(
    [after.session.name, after.session.source, after.session.outcome, after.session.endReason],
    [`Replay of session ${session.number}`, 'replay', 'completed', 'All of it was replayed'],
  )
  assert.deepEqual(await summary(session.number), before)
  const totals = ({ coins, gifts, likes, tipsCents, peakViewers }: Session) => ({ coins, gifts, likes, tipsCents, peakViewers })
  assert.deepEqual(totals(after.session), totals(before.session))
})

test('a replay that names plugins or games is for those, and a replay is not replayed', async (t) => {
  const { host, game, originals, got, heard, replay, over } = await recorded(t)
  assert.equal((await replay({ to: ['nobody'] })).status, 404)
  const { replay: first } = (await replay({ speed: 'max', to: ['payer'] })).body as { replay: ReplayReport }
  await over(first)
  const ofReplay = (plugin: string) => got(plugin).flatMap(({ of }) => of ?? [])
  const wanted = originals.map(({ seqNo }) => seqNo)
  await game.until(() => ofReplay('payer').length === wanted.length)
  const { replay: second } = (await replay({ speed: 'max', to: ['@games'] })).body as { replay: ReplayReport }
  await over(second)
  await game.until(() => heard(game).length === originals.length)
  // In order of what was accepted, so that nothing more can come.
  const { event } = (await host.ask('POST', '/api/simulate/share', {})).body as unknown as { event: UnifiedEvent }
  await game.until(() => game.messages.some(({ data }) => (data as { seqNo?: number })?.seqNo === event.seqNo))
  assert.deepEqual(
    [...ofReplay('payer')].sort((a, b) => a - b),
    wanted,
  )
  assert.deepEqual(ofReplay('shower'), [])
  assert.deepEqual(
    heard(game).map(({ replay: mark }) => mark?.id),
    originals.map(() => second.id),
  )
  assert.match(String((await replay({}, second.session.number)).body.detail), /is itself a replay/)
  assert.deepEqual([(await replay({}, 99)).status, (await replay({ speed: 0 })).status], [404, 422])
})

test('one replay runs at a time, and ends with a stop, or with the host', async (t) => {
  const { operated, host, replay, summary } = await recorded(t)
  const { replay: first } = (await replay({ speed: 0.001 })).body as { replay: ReplayReport }
  assert.equal((await replay({})).status, 409)
  const stopped = (await host.ask('DELETE', `/api/replays/${first.id}`, {})).body.replay as ReplayReport
  assert.deepEqual([stopped.state, stopped.detail], ['stopped', 'Stopped'])
  assert.equal((await summary(first.session.number)).session.outcome, 'aborted')
  const { replay: second } = (await replay({ speed: 0.001 })).body as { replay: ReplayReport }
  await host.stop()
  const again = await operated.start()
  const { session } = (await again.ask('GET', `/api/sessions/${second.session.number}`)).body as unknown as SessionShown
  assert.deepEqual([session.outcome, session.endReason], ['aborted', 'The host stopped'])
  assert.equal((await again.ask('DELETE', `/api/replays/${second.id}`, {})).status, 404)
})

test('a replay that a crash cut off is over at the next start, and the live that went on is not', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  t.after(() => store.close())
  const open = (source: 'live' | 'replay') =>
    store.sessions.open({ streamId: `${source}:somebody`, roomId: null, name: null, title: null, source })
  const [live, replay] = [open('live'), open('replay')]
  const ingest = { repeat: async () => [], status: () => assert.fail() }
  createReplays({
    ...{ store, sessions: { row: () => assert.fail() }, ingest, lanes: () => [], laneStatus: () => [], say: () => {} },
    ...{ clock: systemClock, log: createLog({ level: 'silent' }) },
  })
  const states = [live, replay].map(({ sessionId }) => store.sessions.get(sessionId))
  assert.deepEqual(
    states.map((row) => [row?.status, row?.endReason]),
    [
      ['active', null],
      ['aborted', 'The host ended while it ran'],
    ],
  )
})
