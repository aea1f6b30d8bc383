import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUnacked } from '../../core/serve/unacked.ts'
import { serve } from './served.ts'
import { join } from './wire.ts'

type Client = Awaited<ReturnType<typeof join>>

/** What it was told, in order: the data, with a star when it was kept, and the id that it is acknowledged by. */
const told = ({ received }: Client) =>
  received.flatMap((one) => (one.type === 'publish' ? [`${JSON.stringify(one.data)}${one.retained ? '*' : ''} ${one.ack}`] : []))

async function settled(client: Client): Promise<void> {
  client.say({ type: 'ping' })
  await client.message('pong')
}

const PAGE = { topics: ['alerts.cards'], overlay: 'alerts/alerts' }

test('a page that comes back gets what none has acknowledged, also what came while it was away, and nobody else does', async (t) => {
  const served = await serve(t)
  const { publish, clients } = served.server
  const first = await join(served, 'overlay')
  await first.subscribe(PAGE)
  for (const id of ['a', 'b', 'c']) publish('alerts', 'cards', `"${id}"`, { ack: id })
  publish('alerts', 'cards', '"said once"')
  await settled(first)
  first.say({ type: 'ack', topic: 'alerts.cards', ids: ['a', 'c', 'never'] })
  await settled(first)
  first.socket.close()
  while (clients().overlays.length > 0) await new Promise(setImmediate)
  publish('alerts', 'cards', '"d"', { ack: 'd' })
  const [second, game] = await Promise.all([join(served, 'overlay'), join(served, 'game')])
  await Promise.all([second.subscribe(PAGE), game.subscribe({ topics: ['alerts.*'] })])
  await Promise.all([second, game].map(settled))
  assert.deepEqual(told(first), ['"a" a', '"b" b', '"c" c', '"said once" undefined'])
  assert.deepEqual([told(second), told(game)], [['"b"* b', '"d"* d'], []])
})

test('who opens a page for the first time is not shown what was before, and a plugin that stopped is forgotten', async (t) => {
  const served = await serve(t)
  const { publish, forget } = served.server
  publish('alerts', 'cards', '"before"', { ack: 'before' })
  const first = await join(served, 'overlay')
  await first.subscribe(PAGE)
  publish('alerts', 'cards', '"now"', { ack: 'now' })
  await settled(first)
  forget('alerts')
  const second = await join(served, 'overlay')
  await second.subscribe(PAGE)
  await settled(second)
  assert.deepEqual([told(first), told(second)], [['"now" now'], []])
})

test('after a crash of the host a page that comes back gets what was published before it was there', async (t) => {
  const served = await serve(t, { parts: { isAfterCrash: true } })
  served.server.publish('alerts', 'cards', '"a gift that was owed"', { ack: 'a' })
  const page = await join(served, 'overlay')
  await page.subscribe(PAGE)
  await settled(page)
  assert.deepEqual(told(page), ['"a gift that was owed"* a'])
})

test('what was taken back comes to nobody, and nobody is told', async (t) => {
  const served = await serve(t)
  const { publish } = served.server
  const [first, second] = await Promise.all([join(served, 'overlay'), join(served, 'overlay')])
  await first.subscribe(PAGE)
  for (const data of ['1', 'null ']) publish('alerts', 'cards', data, { ack: 'a' })
  await second.subscribe(PAGE)
  await Promise.all([first, second].map(settled))
  assert.deepEqual([told(first), told(second)], [['1 a'], []])
})

test('only a page of the plugin says that it is done', async (t) => {
  const served = await serve(t)
  const [page, game] = await Promise.all([join(served, 'overlay'), join(served, 'game')])
  await Promise.all([page.subscribe(PAGE), game.subscribe({ topics: ['alerts.*'] })])
  served.server.publish('alerts', 'cards', '1', { ack: 'a' })
  for (const [client, topic] of [
    [game, 'alerts.cards'],
    [page, 'goals.cards'],
  ] as const) {
    client.say({ type: 'ack', topic, ids: ['a'] })
    const { message } = await client.message('error')
    assert.equal(message, 'Only a page of the plugin acknowledges what it published')
  }
  for (const ids of ['a', [1], Array.from({ length: 65 }, String)]) {
    page.say({ type: 'ack', topic: 'alerts.cards', ids })
    await page.message('error', ({ message }) => message === 'ids is a list of at most 64 texts')
  }
  const again = await join(served, 'overlay')
  await again.subscribe(PAGE)
  await settled(again)
  assert.deepEqual(told(again), ['1* a'])
})

test('what is kept has bounds: a page that is gone for a minute, ten minutes, so many, and so long ones', () => {
  let now = 0
  const limits = { messages: 3, chars: 20, awayMs: 60_000, keptMs: 600_000 }
  const unacked = createUnacked({ clock: { now: () => now }, limits })
  const keep = (ack: string, isHeard: boolean, data = '1') => unacked.keep({ plugin: 'alerts', topic: 'cards', ack, data }, isHeard)
  const kept = () => unacked.list('alerts').map(({ ack }) => ack)
  keep('nobody is there', false)
  unacked.left(new Set(['goals.*']))
  keep('another page went', false)
  unacked.left(new Set(['alerts.cards']))
  now = 60_000
  keep('back in time', false)
  now = 60_001
  keep('too long', false)
  assert.deepEqual(kept(), ['back in time'])
  const other = createUnacked({ clock: { now: () => now }, limits })
  for (const ack of ['a', 'b', 'a', 'c', 'd']) other.keep({ plugin: 'alerts', topic: 'cards', ack, data: '1' }, true)
  assert.deepEqual(
    other.list('alerts').map(({ ack }) => ack),
    ['a', 'c', 'd'],
    'what is published again is the newest',
  )
  now = 660_000
  assert.deepEqual(kept(), ['back in time'])
  now = 660_001
  assert.deepEqual(kept(), [])
  for (const ack of ['a', 'b', 'c', 'd']) keep(ack, true)
  assert.deepEqual(kept(), ['b', 'c', 'd'])
  keep('long', true, 'x'.repeat(19))
  assert.deepEqual(kept(), ['d', 'long'])
})

test('a minute after a crash nobody is on the way back any more', () => {
  let now = 5
  const unacked = createUnacked({ clock: { now: () => now }, wereCut: true })
  const keep = (ack: string) => unacked.keep({ plugin: 'alerts', topic: 'cards', ack, data: '1' }, false)
  now = 60_005
  keep('in time')
  now = 60_006
  keep('too late')
  assert.deepEqual(
    unacked.list('alerts').map(({ ack }) => ack),
    ['in time'],
  )
})
