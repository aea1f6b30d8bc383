import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createSessionFacts } from '../../core/desks/lives/session-facts.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent } from '../../core/store/store.ts'
import type { EventOf, Session, Tip, UnifiedEvent } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { liveHost } from './live-host.ts'

const host = await liveHost({ after })
const { ask } = host

const factsIn = (events: readonly UnifiedEvent[], name: string) =>
  events.flatMap((event) => (event.eventType === 'custom' && event.payload.name === name ? [event] : [])) as EventOf<'custom'>[]
const told = (name: string) => factsIn(host.events, name)
const dataOf = async (name: string, count: number) => {
  await host.until(() => told(name).length >= count)
  return told(name).map(({ payload }) => payload.data)
}

test('S2-110 S2-111 S2-112: plugins hear of a session that starts and ends and of its tips, once each, as events of the log', async () => {
  const { sessionId, number } = (await ask('POST', '/api/sessions', { platform: 'stripchat' })).body.session as Session
  const creatorId = 'hand:stripchat'
  assert.deepEqual(await dataOf('streaming.session.started', 1), [{ creatorId, platform: 'stripchat', sessionId }])
  const { tip } = (await ask('POST', '/api/tips', { amountCents: 700, currency: 'EUR', source: 'websocket', tipperName: 'Ana' })).body as {
    tip: Tip
  }
  assert.deepEqual(await dataOf('streaming.tip.received', 1), [
    { creatorId, amountCents: 700, currency: 'EUR', source: 'websocket', sessionId },
  ])
  await ask('POST', `/api/sessions/${number}/end`, {})
  const [ended] = await dataOf('streaming.session.ended', 1)
  const { duration, ...rest } = ended as { duration: number }
  assert.deepEqual(rest, { creatorId, sessionId, totalTipsCents: 700, tipCount: 1, currency: 'EUR' })
  assert.ok(Number.isInteger(duration) && duration >= 0)
  assert.equal(told('streaming.tip.received')[0]?.eventId, `fact:${tip.tipId}`)
  assert.equal(JSON.stringify(told('streaming.tip.received')).includes('Ana'), false)
})

test('S2-110 S2-112: what is simulated is told of nobody', async () => {
  const before = host.events.length
  await ask('POST', '/api/simulate/tip', {})
  await host.until(() => host.events.length > before + 1)
  await ask('POST', '/api/sessions', { platform: 'other', notes: 'Mine alone', metadata: { mine: 1 } })
  await dataOf('streaming.session.started', 2)
  assert.equal(told('streaming.tip.received').length, 1)
})

test('S2-110 S2-111 S2-112: after a crash a start tells what was not told, and repeats nothing', async () => {
  const dataDir = createFolder()
  const tip = (n: number, session: { streamId: string; sessionId: string }) =>
    ({
      ...{ schemaVersion: '1', eventId: `tip:${n}`, eventType: 'tip', triggerId: 16, ...session, source: 'api' },
      ...{ timestamp: new Date().toISOString(), value: { amountCents: n, currency: 'EUR' }, payload: {} },
    }) as const satisfies NewEvent
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  const log = createLog({ level: 'silent' })
  // Tells of the first tip, and is gone before it tells of the second.
  const facts = createSessionFacts({ store, ingest: { hand: () => new Promise(() => {}) }, clock: systemClock, log })
  facts.start()
  const session = store.lives.begin({ streamId: 'hand:other', platform: 'other', name: null, title: null, notes: '', metadata: {} })
  const first = await store.write({ events: [tip(1, session)] })
  facts.accepted(first)
  const known = {
    ...tip(1, session),
    eventId: 'fact:tip:1',
    eventType: 'custom',
    triggerId: 25,
    payload: { name: 'streaming.tip.received', data: {} },
  } as const
  const { value: _, ...fact } = known
  await store.write({ events: [fact as unknown as NewEvent] })
  facts.accepted(await store.write({ events: [tip(2, session)] }))
  store.kv.set('@facts', 'next', 1)
  await store.write({})
  await store.close()

  const next = await liveHost({ after }, { dataDir })
  await next.until(() => factsIn(next.events, 'streaming.session.ended').length === 1)
  const { events } = (await next.ask('GET', '/api/events?limit=100&types=custom')).body as { events: UnifiedEvent[] }
  assert.deepEqual(
    factsIn(events, 'streaming.tip.received')
      .map(({ eventId }) => eventId)
      .sort(),
    ['fact:tip:1', 'fact:tip:2'],
  )
  await next.stop()
})

test('S2-086 S2-087: sockets hear of the session and of tips on the topics host.session and host.tip', async (t) => {
  const socket = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['host.session', 'host.tip'] } })
  await ask('POST', '/api/tips', { amountCents: 150, currency: 'EUR', tipperName: 'Ida' })
  const heard = (topic: string) =>
    socket.messages.flatMap(({ plugin, topic: name, data }) =>
      plugin === 'host' && name === topic ? [data as { tip?: Tip; session: Session }] : [],
    )
  await socket.until(() => heard('tip').length === 1 && heard('session').some(({ session }) => session.totalTipsCents === 150))
  const [{ tip } = {}] = heard('tip')
  const notes = [...heard('tip'), ...heard('session')].map(({ session }) => [session.notes, session.metadata])
  assert.deepEqual([tip?.amountCents, tip?.tipperName], [150, 'Ida'])
  assert.ok(notes.every((each) => JSON.stringify(each) === '["",{}]'))
})
