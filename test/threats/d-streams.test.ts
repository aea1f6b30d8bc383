import assert from 'node:assert/strict'
import { test } from 'node:test'
import WebSocket from 'ws'
import { serve } from '../serve/served.ts'
import { closed, HANDSHAKE, head, join, open } from '../serve/wire.ts'
import { openChannel } from '../streams/channel.ts'
import { openStream } from '../streams/event-stream.ts'
import { openSocket } from '../support/host.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { createTarget } from './target.ts'

const { attack } = createTarget()
const LONG = Boolean(process.env.SHOWRUNNER_LONG)
const MEGABYTE = 1024 * 1024
const PATHS = ['/ws', '/streaming', '/streaming/overlay']
const MASK = [0, 0, 0, 0]
const closeFrame = (code: number) => Buffer.from([0x88, 0x02, code >> 8, code & 255]).toString('latin1')

attack(
  'T39: a frame that announces 90 MB is closed with 1009 at once, on every socket, and takes no memory',
  { refuses: false },
  async ({ address, head: headOf, bearer, note }, t) => {
    const before = process.memoryUsage().rss
    for (const path of PATHS) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, async () => {
          const socket = await open(address().port)
          const answer = closed(socket)
          socket.write(headOf(`GET ${path}`, { ...HANDSHAKE, ...bearer('game') }))
          socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x05, 0x5d, 0x4a, 0x80, ...MASK]))
          socket.write(Buffer.alloc(MEGABYTE, 'x'))
          return answer
        }),
      )
      for (const answer of answers) note(answer)
      assert.ok(
        answers.every((answer) => answer.includes(closeFrame(1009))),
        path,
      )
    }
    const grown = (process.memoryUsage().rss - before) / MEGABYTE
    t.diagnostic(`figure: ${grown.toFixed(0)} MiB more in memory after thirty of them`)
    // This process has both ends; what the attacker sent is among it.
    assert.ok(grown < 60, String(grown))
  },
)

attack('T40: frames that break the protocol end the socket, on every path', {}, async ({ address, head: headOf, bearer }) => {
  const vices: readonly (readonly [readonly number[], number])[] = [
    [[0x83, 0x80, ...MASK], 1002],
    [[0x81, 0x01, 0x61], 1002],
    [[0x89, 0xfe, 0, 126, ...MASK], 1002],
    [[0x81, 0x81, ...MASK, 0xff], 1007],
    [[0x88, 0x82, ...MASK, 0x03, 0xe7], 1002],
    [[0x01, 0x80, ...MASK, ...Array.from({ length: 20_000 }, () => [0x00, 0x80, ...MASK]).flat()], 1008],
  ]
  for (const path of ['/streaming', '/streaming/overlay']) {
    for (const [bytes, code] of vices) {
      const socket = await open(address().port)
      const answer = closed(socket)
      socket.write(headOf(`GET ${path}`, { ...HANDSHAKE, ...bearer('game') }))
      socket.write(Buffer.from(bytes))
      assert.ok((await answer).includes(closeFrame(code)), `${path} ${code}`)
    }
  }
})

attack('T40: a flood of pings or of messages ends the socket with 4029, on every path', { refuses: true }, async ({ address, bearer }) => {
  for (const path of PATHS) {
    const socket = new WebSocket(`ws://${address().host}${path}`, { headers: { authorization: bearer('game').Authorization } })
    const closing = new Promise<number>((resolve) => socket.on('close', resolve))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    for (let n = 0; n < 200; n += 1)
      if (n % 2) socket.ping()
      else socket.send('{}')
    assert.deepEqual([path, await closing], [path, 4029])
  }
})

attack('T41: compression is agreed to on no path', {}, async ({ address, head: headOf, bearer }) => {
  for (const path of PATHS) {
    const socket = await open(address().port)
    const answer = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))
    socket.write(headOf(`GET ${path}`, { ...HANDSHAKE, ...bearer('game'), 'Sec-WebSocket-Extensions': 'permessage-deflate' }))
    assert.match(await answer, /^HTTP\/1\.1 101 (?![\s\S]*extensions)/i)
    socket.destroy()
  }
})

test('T43: clients that vanish without a word are gone after two pings, however many they are', async (t) => {
  const clock = createVirtualClock()
  const count = LONG ? 1_000 : 100
  const served = await serve(t, { clock })
  const clients = await Promise.all(Array.from({ length: count }, () => join(served, 'overlay')))
  for (const { socket } of clients) socket.pause()
  await clock.advance(15_000)
  await clock.advance(15_000)
  while (served.server.clients().websockets > 0) await new Promise(setImmediate)
  t.diagnostic(`figure: ${count} clients gone after 30 s without an answer`)
  for (const { socket } of clients) socket.terminate()
})

attack(
  'T44: demands for too many topics, for topics that are none and for names of a megabyte are refused',
  { refuses: true, isAudited: true },
  async ({ host, refused }, t) => {
    const { url, keys } = host()
    const overlay = await openSocket(t, url, { key: keys.overlay, subscribe: { topics: ['alerts.*'] } })
    await overlay.until(() => overlay.messages.some(({ type }) => type === 'subscribed'))
    const bad = [
      { topics: Array.from({ length: 4_000 }, (_, n) => `alerts.t${n}`) },
      { topics: ['../x'] },
      { topics: ['alerts.../..'] },
      { topics: ['alerts.*.*'] },
      { topics: ['*'] },
      { events: ['*'] },
      { after: 0 },
      { name: 'x'.repeat(1_000) },
    ]
    for (const demand of bad) overlay.socket.send(JSON.stringify({ type: 'subscribe', ...demand }))
    await overlay.until(() => overlay.messages.filter(({ type }) => type === 'error').length === bad.length)
    const closing = new Promise((resolve) => overlay.socket.once('close', resolve))
    overlay.socket.send(JSON.stringify({ type: 'subscribe', topics: [`alerts.${'x'.repeat(MEGABYTE)}`] }))
    assert.deepEqual([await closing, refused().FORBIDDEN], [1009, 3])
  },
)

attack(
  'T45: a chat with line breaks, fields of a stream and odd separators is one event with the same text',
  { changes: true },
  async ({ host, request, bearer }, t) => {
    const { url, keys } = host()
    const stream = await openStream(t, url, { key: keys.game, query: '?types=chat' })
    await stream.untilBlocks((blocks) => blocks.length === 1)
    const texts = [
      'a\nb',
      'a\rb',
      'x\r\ndata: evil',
      'x\n\nevent: resync\nid: 1\ndata: {}',
      '\u2028\u2029',
      ': comment',
      'id: 99\n',
      '{"type":"gap"}',
    ]
    for (const message of texts) {
      const answer = await request(
        'POST /api/simulate/chat',
        { ...bearer('admin'), 'Content-Type': 'application/json' },
        JSON.stringify({ message, nickname: `n\n${message}` }),
      )
      assert.match(answer, /^HTTP\/1\.1 201/)
    }
    await stream.untilBlocks((blocks) => blocks.length >= 1 + texts.length)
    const accepted = host().events.filter(({ eventType }) => eventType === 'chat')
    assert.deepEqual(
      stream.blocks.slice(1).map(({ event, id, data }) => [event, Number(id), JSON.parse(data).event]),
      accepted.map((event) => ['event', event.seqNo, event]),
    )
    assert.deepEqual([stream.of('resync'), stream.of('gap'), stream.told.comments], [[], [], 0])
  },
)

test('T45: what a plugin publishes over several lines stays one message of a stream', async (t) => {
  const { server } = await serve(t)
  const stream = await openStream(t, server.url, { query: '?topics=*' })
  await stream.untilBlocks((blocks) => blocks.length === 1)
  server.publish('alerts', 'show', '{\n\n"a":\r\n1,\r"b": "x\\n\\nid: 7"}')
  await stream.untilBlocks((blocks) => blocks.length === 2)
  assert.deepEqual(stream.of('publish'), [{ type: 'publish', plugin: 'alerts', topic: 'show', data: { a: 1, b: 'x\n\nid: 7' } }])
})

test('T46: a Last-Event-ID that is none of ours begins at the newest and says so, and tells nothing of before', async (t) => {
  const served = await serve(t)
  served.commit(5)
  const forged = ['-1', '1e99', '../', '99', '0x1', 'NaN', '9'.repeat(400), '[object Object]', '1 OR 1=1']
  for (const id of forged) {
    const stream = await openStream(t, served.server.url, { headers: { 'Last-Event-ID': id } })
    await stream.untilBlocks((blocks) => blocks.length === 2)
    assert.deepEqual(
      [id, stream.blocks.map(({ event }) => event), stream.of('resync')],
      [id, ['hello', 'resync'], [{ type: 'resync', head: 5 }]],
    )
    stream.incoming.destroy()
    await stream.closed
  }
  const stream = await openStream(t, served.server.url, { headers: { 'Last-Event-ID': '99' } })
  served.accept(1)
  await stream.untilBlocks((blocks) => blocks.length === 3)
  assert.deepEqual(stream.seqNos(), [6])
})

attack('T46: nobody resumes into what the role may not hear', { refuses: true, isAudited: true }, async ({ ask, bearer }) => {
  const statuses = await Promise.all(
    ['0', '-1', '1e99'].map((id) => ask('GET /api/events/stream?after=0', { ...bearer('overlay'), 'Last-Event-ID': id })),
  )
  assert.deepEqual([statuses, await ask('GET /api/events/stream?after=-1', bearer('game'))], [[403, 403, 403], 400])
})

test('T42: an overlay of /streaming that stops reading loses the oldest and is told, and others lose nothing', async (t) => {
  const session = { sessionId: 'live-1' }
  const channels = { session: () => session, addTip: async () => {}, updateViewers: async () => {}, chat: async () => {} }
  const { server } = await serve(t, { parts: { channels, allowedHosts: [] } })
  const before = process.memoryUsage().rss
  const [stalled, other] = await Promise.all([1, 2].map(() => openChannel(t, server.url, { path: '/streaming/overlay' })))
  if (!stalled || !other) throw new TypeError('Two were opened')
  for (const one of [stalled, other]) {
    one.say('join_overlay', session)
    await one.nth('session_updated', 1)
  }
  stalled.socket.pause()
  const count = 400
  for (let n = 1; n <= count; n += 1) {
    server.publish('host', 'tip', JSON.stringify({ tip: { n, padding: 'x'.repeat(50_000) }, session }))
    await other.nth('tip_received', n)
  }
  const grown = (process.memoryUsage().rss - before) / MEGABYTE
  stalled.socket.resume()
  await stalled.nth('error', 1)
  while ((stalled.of('tip_received').at(-1)?.tip as { n?: number } | undefined)?.n !== count) await new Promise(setImmediate)
  const lost = stalled.of('error').reduce((sum, { message }) => sum + Number.parseInt(String(message), 10), 0)
  t.diagnostic(`figure: ${lost} of ${count} messages left out, ${grown.toFixed(0)} MiB more in memory with both ends`)
  assert.deepEqual([stalled.of('error')[0]?.code, lost > 0, lost + stalled.of('tip_received').length], ['GAP', true, count])
  assert.equal(other.of('error').length, 0)
})

test('T39: before a key is shown no frame is read at all, and a stream takes nothing that is sent to it', async (t) => {
  const served = await serve(t)
  const frame = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x05, 0x5d, 0x4a, 0x80, 1, 2, 3, 4]).toString('latin1')
  for (const path of ['/ws', '/streaming']) {
    const socket = await open(served.port)
    const answer = closed(socket)
    socket.write(head(served, `GET ${path}`, HANDSHAKE) + frame, 'latin1')
    assert.match(await answer, /^HTTP\/1\.1 401/)
  }
})
