import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { Clock } from '../../core/base/clock.ts'
import fc from '../support/chance.ts'
import { type Served, serve } from './served.ts'
import { join } from './wire.ts'

/** A clock that stands still until told. */
function createStill() {
  const waiting = new Set<{ at: number; callback: () => void }>()
  let now = 0
  const clock: Clock = {
    now: () => now,
    wallTime: () => now,
    after(delayMs, callback) {
      const entry = { at: now + delayMs, callback }
      waiting.add(entry)
      return () => waiting.delete(entry)
    },
  }
  return {
    clock,
    advance(ms: number) {
      now += ms
      for (const entry of [...waiting]) {
        if (entry.at > now) continue
        waiting.delete(entry)
        entry.callback()
      }
    },
  }
}

/** A round trip: all that was sent before has been seen. */
async function settled(client: Awaited<ReturnType<typeof join>>): Promise<void> {
  const pong = client.received.filter(({ type }) => type === 'pong').length
  client.say({ type: 'ping' })
  await client.message('pong', () => client.received.filter(({ type }) => type === 'pong').length > pong)
}

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

test('hub says hello first, with the head of the log and the role of the key', async (context) => {
  const served = await serve(context)
  served.commit(7)
  const client = await join(served, 'moderator')
  await client.message('hello')
  assert.deepEqual(client.received, [{ type: 'hello', protocol: 1, head: 7, role: 'moderator' }])
})

test('hub sends nothing to who has not subscribed', async (context) => {
  const served = await serve(context)
  const client = await join(served, 'admin')
  served.accept(3)
  served.server.publish('alerts', 'show', '1')
  await settled(client)
  assert.deepEqual(
    client.received.map(({ type }) => type),
    ['hello', 'pong'],
  )
})

test('hub sends what is published to its topic, its plugin and to everything, and to nobody else', async (context) => {
  const served = await serve(context)
  const [topic, plugin, all, other] = await Promise.all([
    join(served, 'overlay'),
    join(served, 'overlay'),
    join(served, 'game'),
    join(served, 'overlay'),
  ])
  await Promise.all([
    topic.subscribe({ topics: ['alerts.show'] }),
    plugin.subscribe({ topics: ['alerts.*'] }),
    all.subscribe({ topics: ['*'] }),
    other.subscribe({ topics: ['tts.show', 'alerts.hide'] }),
  ])
  served.server.publish('alerts', 'show', '{"name":"Ada"}')
  await Promise.all([topic, plugin, all, other].map(settled))
  const published = { type: 'publish', plugin: 'alerts', topic: 'show', data: { name: 'Ada' } }
  assert.deepEqual(
    [topic, plugin, all, other].map(({ received }) => received.filter(({ type }) => type === 'publish')),
    [[published], [published], [published], []],
  )
})

test('hub leaves out what a plugin publishes that is not one JSON value', async (context) => {
  const served = await serve(context)
  const client = await join(served, 'overlay')
  await client.subscribe({ topics: ['alerts.*'] })
  for (const data of ['', '{', '1},{"type":"hello"', 'undefined']) served.server.publish('alerts', 'show', data)
  await settled(client)
  assert.deepEqual(
    client.received.map(({ type }) => type),
    ['hello', 'subscribed', 'pong'],
  )
  assert.deepEqual(served.server.refused(), { PUBLISHED_NOT_JSON: 4 })
})

test('an overlay key hears no events, no resume, no name and no topics of everything', async (context) => {
  const served = await serve(context)
  const client = await join(served, 'overlay')
  const demands = [{ events: ['gift'] }, { events: ['*'] }, { after: 0 }, { name: 'game' }, { topics: ['*'] }]
  for (const demand of demands) client.say({ type: 'subscribe', ...demand })
  served.accept(3)
  await settled(client)
  assert.deepEqual(
    client.received.slice(1, -1).map((message) => message.type === 'error' && message.code),
    demands.map(() => 'FORBIDDEN'),
  )
})

test('hub answers a message it does not understand with an error, and the socket stays', async (context) => {
  const served = await serve(context)
  const client = await join(served, 'game')
  const bad = [
    'nonsense',
    '[]',
    'null',
    '1',
    '{}',
    '{"type":"__proto__"}',
    '{"type":"subscribe","events":"gift"}',
    '{"type":"subscribe","events":["nothing"]}',
    '{"type":"subscribe","nmae":"my-game"}',
    '{"type":"subscribe","topics":["../x"]}',
    '{"type":"subscribe","topics":["alerts"]}',
    '{"type":"subscribe","after":-1}',
    '{"type":"subscribe","after":1e99}',
    '{"type":"subscribe","after":"../"}',
    '{"type":"subscribe","name":"A B"}',
    '{"type":"ack"}',
    '{"type":"ack","seqNo":1}',
    '{"__proto__":{"role":"admin"},"type":"ping"}',
    JSON.stringify({ type: 'subscribe', topics: Array.from({ length: 101 }, (_, n) => `alerts.t${n}`) }),
    `${'['.repeat(40)}${']'.repeat(40)}`,
  ]
  for (const text of bad) client.socket.send(text)
  await settled(client)
  assert.deepEqual(
    client.received.slice(1, -1).map((message) => message.type === 'error' && message.code),
    bad.map(() => 'MESSAGE_INVALID'),
  )
  client.say({ type: 'subscribe', events: ['chat', 'gfit'] })
  await client.message('error', ({ message }) => message.includes('there is no "gfit", did you mean gift?'))
})

test('hub knows which overlays are shown, and tells those of one plugin to reload', async (context) => {
  const served = await serve(context)
  const [shown, other] = await Promise.all([join(served, 'overlay'), join(served, 'game')])
  shown.say({ type: 'subscribe', overlay: 'alerts/nothing' })
  await shown.message('error', ({ code }) => code === 'OVERLAY_UNKNOWN')
  await shown.subscribe({ overlay: 'alerts/alerts' })
  await other.subscribe({ topics: ['*'] })
  served.server.reload('tts')
  served.server.reload('alerts')
  await Promise.all([shown, other].map(settled))
  assert.deepEqual(served.server.clients(), { websockets: 2, streams: 0, channels: 0, overlays: [{ plugin: 'alerts', page: 'alerts' }] })
  assert.deepEqual(
    [shown, other].map(({ received }) => received.filter(({ type }) => type === 'reload').length),
    [1, 0],
  )
  shown.socket.close()
  await shown.closing
  await settled(other)
  assert.deepEqual(served.server.clients(), { websockets: 1, streams: 0, channels: 0, overlays: [] })
})

test('W2: a client resumes without a gap and without a repeat, whenever it leaves and whatever happens meanwhile', async (context) => {
  const served = await serve(context)
  const step = fc.oneof(
    fc.record({ kind: fc.constant('accept' as const), count: fc.integer({ min: 1, max: 600 }) }),
    // Committed, and visible to who reads the log, some time before it is fanned out.
    fc.record({ kind: fc.constant('late' as const), count: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant('leave' as const), count: fc.constant(0) }),
    fc.record({ kind: fc.constant('turn' as const), count: fc.integer({ min: 1, max: 4 }) }),
  )
  const scenario = async (steps: readonly { kind: 'accept' | 'late' | 'leave' | 'turn'; count: number }[]) => {
    const first = served.log.length
    let late: ReturnType<Served['commit']> = []
    let got: number[] = []
    let client = await join(served, 'game')
    client.say({ type: 'subscribe', events: ['*'], after: first })
    const fanOut = () => {
      served.server.events(late)
      late = []
    }
    for (const { kind, count } of steps) {
      if (kind === 'late') late = [...late, ...served.commit(count)]
      if (kind === 'accept') {
        fanOut()
        served.accept(count)
      }
      if (kind === 'turn') for (let n = 0; n < count; n += 1) await new Promise(setImmediate)
      if (kind === 'leave') {
        client.socket.terminate()
        await client.closing
        got = [...got, ...client.seqNos()]
        client = await join(served, 'game')
        client.say({ type: 'subscribe', events: ['*'], after: got.at(-1) ?? first })
      }
    }
    fanOut()
    const last = served.log.length
    if ((got.at(-1) ?? first) < last) await client.message('event', ({ event }) => event.seqNo === last)
    await settled(client)
    got = [...got, ...client.seqNos()]
    client.socket.close()
    await client.closing
    assert.deepEqual(got, numbers(first + 1, last))
  }
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), scenario), { numRuns: 40, seed: 7 })
})

test('W2: a client that asks for what is beyond the log is told so, and goes on from the head', async (context) => {
  const served = await serve(context)
  served.commit(5)
  const client = await join(served, 'game')
  await client.subscribe({ events: ['*'], after: 99 })
  served.accept(1)
  await client.message('event')
  assert.deepEqual(client.received.slice(1, 3), [
    { type: 'resync', head: 5 },
    { type: 'subscribed', after: 5 },
  ])
  assert.deepEqual(client.seqNos(), [6])
})

test('a client is told how many events the log has lost', async (context) => {
  const served = await serve(context)
  served.commit(6)
  served.log.splice(2, 2)
  const client = await join(served, 'game')
  await client.subscribe({ events: ['*'], after: 0 })
  await client.message('event', ({ event }) => event.seqNo === 6)
  assert.deepEqual(
    client.received.slice(2).map((message) => (message.type === 'event' ? message.event.seqNo : message)),
    [1, 2, { type: 'gap', dropped: 2 }, 5, 6],
  )
})

test('a named client goes on behind what it acknowledged, and only forward', async (context) => {
  const served = await serve(context)
  const before = await join(served, 'game')
  await before.subscribe({ name: 'my-game', events: ['*'] })
  served.accept(6)
  await before.message('event', ({ event }) => event.seqNo === 6)
  for (const seqNo of [4, 2, 7]) before.say({ type: 'ack', seqNo })
  await settled(before)
  before.socket.terminate()
  const after = await join(served, 'game')
  await after.subscribe({ name: 'my-game', events: ['*'] })
  await after.message('event', ({ event }) => event.seqNo === 6)
  assert.deepEqual([[...served.acknowledged], after.seqNos()], [[['my-game', 4]], [5, 6]])
})

test('nobody acknowledges for the game of another token, and a game with a token of its own goes on where it was by the key', async (context) => {
  const served = await serve(context)
  const shared = await join(served, 'game')
  await shared.subscribe({ name: 'my-game', events: ['*'] })
  served.accept(6)
  await shared.message('event', ({ event }) => event.seqNo === 6)
  shared.say({ type: 'ack', seqNo: 2 })
  await settled(shared)
  shared.socket.terminate()
  const own = await join(served, 'game', 'sr_own')
  await own.subscribe({ name: 'my-game', events: ['*'] })
  await own.message('event', ({ event }) => event.seqNo === 6)
  own.say({ type: 'ack', seqNo: 4 })
  await settled(own)
  own.socket.terminate()
  const other = await join(served, 'game', 'sr_other')
  await other.subscribe({ name: 'my-game', events: ['*'], after: 5 })
  await other.message('event', ({ event }) => event.seqNo === 6)
  other.say({ type: 'ack', seqNo: 6 })
  await settled(other)
  const back = await join(served, 'game', 'sr_own')
  await back.subscribe({ name: 'my-game', events: ['*'] })
  await back.message('event', ({ event }) => event.seqNo === 6)
  assert.deepEqual([own.seqNos(), back.seqNos(), served.acknowledged.get('my-game')], [[3, 4, 5, 6], [5, 6], 2])
})

test('a client that acknowledges what it cannot is told why', async (context) => {
  const served = await serve(context)
  const game = await join(served, 'game')
  await game.subscribe({ events: ['*'] })
  game.say({ type: 'ack', seqNo: 0 })
  const nameless = await game.message('error', () => true)
  await game.subscribe({ name: 'my-game', events: ['*'] })
  game.say({ type: 'ack', seqNo: 9 })
  const beyond = await game.message('error', ({ message }) => message !== nameless.message)
  assert.deepEqual(
    [nameless.message, beyond.message],
    [
      'Only a client with a name acknowledges: say "name" in "subscribe" first',
      '9 is beyond 0, the newest that there was for you; only what was sent is acknowledged',
    ],
  )
})

test('a game that acknowledges each of very many at once is not too loud, and one that acknowledges more than it was sent is', async (context) => {
  const still = createStill()
  const served = await serve(context, { clock: still.clock })
  served.commit(500)
  const game = await join(served, 'game')
  game.say({ type: 'subscribe', name: 'my-game', events: ['*'], after: 0 })
  await game.message('event', ({ event }) => event.seqNo === 500)
  for (const seqNo of game.seqNos()) game.say({ type: 'ack', seqNo })
  await settled(game)
  assert.deepEqual([served.acknowledged.get('my-game'), game.socket.readyState], [500, game.socket.OPEN])
  for (let n = 0; n < 60; n += 1) game.say({ type: 'ack', seqNo: 1 })
  assert.equal(await game.closing, 4029)
})

test('a named client that goes before it acknowledged anything misses nothing when it is back', async (context) => {
  const served = await serve(context)
  served.commit(3)
  const before = await join(served, 'game')
  await before.subscribe({ name: 'my-game', events: ['*'] })
  before.socket.terminate()
  served.commit(2)
  const after = await join(served, 'game')
  await after.subscribe({ name: 'my-game', events: ['*'] })
  await after.message('event', ({ event }) => event.seqNo === 5)
  assert.deepEqual(after.seqNos(), [4, 5])
})

test('a client that changes what it listens to misses nothing, also while it is behind', async (context) => {
  const served = await serve(context)
  served.commit(2_000)
  const client = await join(served, 'game')
  client.say({ type: 'subscribe', events: ['*'], after: 0 })
  await client.message('event')
  client.say({ type: 'subscribe', events: ['*'], topics: ['alerts.show'] })
  await client.message('event', ({ event }) => event.seqNo === 2_000)
  assert.deepEqual(client.seqNos(), numbers(1, 2_000))
})

test('W1, T42: an overlay that stops reading loses the oldest and is told how many, and others lose nothing', async (context) => {
  const served = await serve(context)
  const [stalled, other] = await Promise.all([join(served, 'overlay'), join(served, 'overlay')])
  await Promise.all([stalled, other].map((one) => one.subscribe({ topics: ['alerts.*'] })))
  stalled.socket.pause()
  const count = 400
  const padding = 'x'.repeat(50_000)
  for (let n = 1; n <= count; n += 1) {
    served.server.publish('alerts', 'show', JSON.stringify({ n, padding }))
    await other.message('publish', ({ data }) => (data as { n: number }).n === n)
  }
  stalled.socket.resume()
  const isLast = ({ data }: { data: unknown }) => (data as { n: number }).n === count
  await stalled.message('publish', isLast)
  const lost = stalled.received.reduce((sum, message) => sum + (message.type === 'gap' ? message.dropped : 0), 0)
  const seen = stalled.received.filter(({ type }) => type === 'publish').length
  assert.deepEqual([lost > 0, lost + seen, other.received.some(({ type }) => type === 'gap')], [true, count, false])
})

test('W1, T42: a game that stops reading is closed with 4008, though it was promised all events, and resumes', async (context) => {
  const still = createStill()
  const served = await serve(context, { clock: still.clock, limits: { closeMs: 50 } })
  const stalled = await join(served, 'game')
  await stalled.subscribe({ events: ['*'] })
  stalled.socket.pause()
  for (let n = 0; n < 40; n += 1) {
    served.accept(20, 'x'.repeat(20_000))
    await new Promise(setImmediate)
  }
  still.advance(15_000)
  still.advance(15_000)
  stalled.socket.resume()
  await stalled.closing
  const seen = stalled.seqNos()
  const back = await join(served, 'game')
  await back.subscribe({ events: ['*'], after: seen.at(-1) ?? 0 })
  await back.message('event', ({ event }) => event.seqNo === 800)
  assert.deepEqual([...seen, ...back.seqNos()], numbers(1, 800))
  assert.deepEqual([served.server.clients().websockets, served.server.refused()], [1, { CLOSED_4008: 1 }])
})

test('a game that falls behind for a moment is not closed, and gets all in order', async (context) => {
  const served = await serve(context)
  const game = await join(served, 'game')
  await game.subscribe({ events: ['*'] })
  served.accept(5_000)
  await game.message('event', ({ event }) => event.seqNo === 5_000)
  assert.deepEqual(game.seqNos(), numbers(1, 5_000))
})

test('W3, T43: a client that answers no ping is gone at the second beat, and one that answers stays', async (context) => {
  const still = createStill()
  const served = await serve(context, { clock: still.clock })
  const [silent, awake] = await Promise.all([join(served, 'overlay'), join(served, 'overlay')])
  silent.socket.pause()
  const pinged = once(awake.socket, 'ping')
  still.advance(15_000)
  await pinged
  await settled(awake)
  still.advance(15_000)
  silent.socket.resume()
  assert.deepEqual([await silent.closing, served.server.clients().websockets], [1006, 1])
})

test('W5: a client that says too much in a second is closed with 4029, and one that does not is not', async (context) => {
  const still = createStill()
  const served = await serve(context, { clock: still.clock })
  const [loud, calm] = await Promise.all([join(served, 'game'), join(served, 'game')])
  for (let n = 0; n < 51; n += 1) loud.say({ type: 'ping' })
  for (let n = 0; n < 49; n += 1) calm.say({ type: 'ping' })
  await settled(calm)
  still.advance(1_000)
  await settled(calm)
  assert.deepEqual([await loud.closing, calm.socket.readyState], [4029, calm.socket.OPEN])
})

test('a fault of the log closes the client with 1011 and not the process', async (context) => {
  const served = await serve(context, {
    parts: {
      readFrom: () => {
        throw new Error('The disk is gone')
      },
    },
  })
  const client = await join(served, 'game')
  client.say({ type: 'subscribe', events: ['*'], after: 0 })
  assert.equal(await client.closing, 1011)
})
