import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCatchUp } from '../../core/serve/catch-up.ts'
import { createRetained } from '../../core/serve/retained.ts'
import { KEYS, serve } from './served.ts'
import { join } from './wire.ts'

type Client = Awaited<ReturnType<typeof join>>

/** What it was told of topics, in order: `plugin.topic data`, with a star when it was retained. */
const told = ({ received }: Client) =>
  received.flatMap((one) =>
    one.type === 'publish' ? [`${one.plugin}.${one.topic} ${JSON.stringify(one.data)}${one.retained ? '*' : ''}`] : [],
  )

async function settled(client: Client): Promise<void> {
  client.say({ type: 'ping' })
  await client.message('pong')
}

test('who subscribes gets what was retained of its topics first, the last of each, and then what is live', async (t) => {
  const served = await serve(t)
  const { publish } = served.server
  publish('goals', 'state', '1', { retain: true })
  publish('goals', 'state', '2', { retain: true })
  publish('goals', 'shown', '3')
  publish('menu', 'items', '["a"]', { retain: true })
  const client = await join(served, 'overlay')
  await client.subscribe({ topics: ['goals.*'] })
  publish('goals', 'state', '4', { retain: true })
  await settled(client)
  assert.deepEqual(told(client), ['goals.state 2*', 'goals.state 4'])
  assert.deepEqual(client.received[1]?.type, 'subscribed')
})

test('what the host itself retains comes last, so that the panic button clears what was drawn of the rest', async (t) => {
  const served = await serve(t)
  for (const plugin of ['host', 'goals']) served.server.publish(plugin, 'state', '1', { retain: true })
  const client = await join(served, 'overlay')
  await client.subscribe({ topics: ['goals.state', 'host.state'] })
  await settled(client)
  assert.deepEqual(told(client), ['goals.state 1*', 'host.state 1*'])
})

test('null forgets a topic, and is heard by who is there', async (t) => {
  const served = await serve(t)
  served.server.publish('goals', 'state', '1', { retain: true })
  const before = await join(served, 'overlay')
  await before.subscribe({ topics: ['goals.state'] })
  served.server.publish('goals', 'state', 'null', { retain: true })
  const after = await join(served, 'overlay')
  await after.subscribe({ topics: ['goals.state'] })
  await Promise.all([before, after].map(settled))
  assert.deepEqual([told(before), told(after)], [['goals.state 1*', 'goals.state null'], []])
})

test('what a plugin retained is forgotten when the host says so, and not what others did', async (t) => {
  const served = await serve(t)
  served.server.publish('goals', 'state', '1', { retain: true })
  served.server.publish('menu', 'items', '2', { retain: true })
  served.server.forget('goals')
  const client = await join(served, 'moderator')
  await client.subscribe({ topics: ['*'] })
  await settled(client)
  assert.deepEqual(told(client), ['menu.items 2*'])
})

test('more than a slow reader may have waiting is sent as it reads, and costs it neither the line nor a message', async (t) => {
  const served = await serve(t, { limits: { waitingBytes: 64 * 1024 } })
  const large = 'x'.repeat(20_000)
  for (let topic = 0; topic < 30; topic++) served.server.publish('goals', `t${topic}`, JSON.stringify(large), { retain: true })
  const client = await join(served, 'game')
  client.say({ type: 'subscribe', topics: ['*'] })
  await client.message('publish', ({ topic }) => topic === 't29')
  assert.deepEqual(
    client.received.flatMap((one) => (one.type === 'publish' ? [one.topic] : [])),
    Array.from({ length: 30 }, (_, topic) => `t${topic}`),
  )
})

test('what is published while a reader catches up takes the place of what was retained, so that the older never comes later', () => {
  const retained = createRetained()
  for (const topic of ['a', 'b', 'c']) retained.keep('goals', topic, `"old ${topic}"`)
  let room = 1
  const pushed: string[] = []
  const outbox = {
    hasRoom: () => room > 0,
    push(message: Buffer) {
      room -= 1
      pushed.push(JSON.parse(String(message)).data)
    },
  }
  const catchUp = createCatchUp({ outbox, retained, worded: ({ frame }) => frame() })
  catchUp.start(new Set(['goals.*']))
  retained.keep('goals', 'b', '"new b"')
  catchUp.passed('goals', 'b')
  room = 5
  catchUp.goOn()
  assert.deepEqual(pushed, ['old a', 'old c'])
})

test('an event stream begins with what is retained', async (t) => {
  const { server } = await serve(t)
  server.publish('goals', 'state', '{"a":\n1}', { retain: true })
  const ending = new AbortController()
  t.after(() => ending.abort())
  const { body } = await fetch(`${server.url}/api/events/stream?topics=goals.*`, {
    headers: { authorization: `Bearer ${KEYS.admin}` },
    signal: ending.signal,
  })
  let text = ''
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (text.includes('retained')) break
  }
  assert.match(text, /event: publish\ndata: \{"type":"publish","plugin":"goals","topic":"state","data":\{"a": 1\},"retained":true\}\n\n/)
})

test('a plugin retains at most 64 topics and 4 MiB: what it has not published for longest is forgotten', () => {
  const retained = createRetained({ topics: 3, chars: 100 })
  const topics = () => retained.list().map(({ topic }) => topic)
  for (const topic of ['a', 'b', 'c']) retained.keep('goals', topic, '1')
  retained.keep('goals', 'a', '2')
  retained.keep('goals', 'd', '1')
  retained.keep('menu', 'e', '1')
  assert.deepEqual(topics(), ['c', 'a', 'd', 'e'])
  retained.keep('goals', 'f', `"${'x'.repeat(98)}"`)
  assert.deepEqual(topics(), ['f', 'e'])
  retained.keep('goals', 'g', `"${'x'.repeat(100)}"`)
  assert.deepEqual(topics(), ['e'])
})
