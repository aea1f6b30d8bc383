import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { failureOf } from '../../support/net-powers.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { createWorld, request, say } from './world.ts'

const GRANTS = { listen: ['127.0.0.1:0'] }
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

test('T01, T02, T03: a request or a handshake by any name but this machine is refused before the plugin sees it', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { port } = await plugin.serve({ allowOrigins: ['*'] })
  for (const host of [
    'evil.test',
    `evil.test:${port}`,
    '127.0.0.1.evil.test',
    '192.168.1.5',
    'localhost.evil.test',
    '127.0.0.1@evil.test',
    '0.0.0.0',
    '',
  ])
    for (const more of [{}, HANDSHAKE])
      assert.equal(statusOf(await say(t, port, request('GET /', { Host: host, ...more })).until('\r\n\r\n')), 403, host)
  const twice = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n'
  assert.ok([400, 403].includes(statusOf(await say(t, port, twice).until('\r\n\r\n'))))
  assert.deepEqual(plugin.used, ['listen 127.0.0.1:0'])
})

test('T04, T06, T07, T09: a page of another origin is refused, its own and those that are allowed are not', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const closed = await plugin.serve()
  const open = await plugin.serve({ allowOrigins: ['https://app.example.com', 'http://localhost:*', 'null'] })
  const all = await plugin.serve({ allowOrigins: ['*'] })
  for (const { id } of [closed, open, all]) void answerAll(plugin, id)
  const ask = async (port: number, headers: Readonly<Record<string, string>>) =>
    statusOf(await say(t, port, request('POST /', { Host: `127.0.0.1:${port}`, 'Content-Length': '0', ...headers })).until('\r\n\r\n'))
  const evil = [
    { Origin: 'https://evil.test' },
    { Origin: 'null' },
    { Origin: 'file://' },
    { Origin: 'http://127.0.0.1:1' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ]
  const told = async (port: number) => Promise.all(evil.map((headers) => ask(port, headers)))
  assert.deepEqual(await told(closed.port), [403, 403, 403, 403, 403, 403])
  assert.deepEqual(await told(open.port), [403, 200, 200, 403, 403, 403])
  assert.deepEqual(await told(all.port), [200, 200, 200, 200, 200, 200])
  const fine = [{}, { Origin: `http://127.0.0.1:${closed.port}` }, { 'Sec-Fetch-Site': 'none' }, { 'Sec-Fetch-Site': 'same-origin' }]
  assert.deepEqual(await Promise.all(fine.map((headers) => ask(closed.port, headers))), [200, 200, 200, 200])
  const near = [
    'https://app.example.com',
    'http://localhost',
    'http://localhost:5173',
    'https://localhost:1',
    'http://localhost:1.evil.test',
    'https://app.example.com.evil.test',
  ]
  assert.deepEqual(await Promise.all(near.map((Origin) => ask(open.port, { Origin }))), [200, 200, 200, 403, 403, 403])
  assert.equal(statusOf(await say(t, closed.port, request('GET /', { ...HANDSHAKE, Origin: 'https://evil.test' })).until('\r\n\r\n')), 403)
})

test('what is no request, or too much of one, is answered by the core', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { port } = await plugin.serve()
  const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, 'y']))
  const cases: readonly (readonly [number, string])[] = [
    [413, request('POST /', { 'Content-Length': String(1024 * 1024 + 1) })],
    [431, request('GET /', headers(99))],
    [431, request('GET /', { 'x-long': 'a'.repeat(17_000) })],
    [400, request('POST /', { 'Content-Length': '3', 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n')],
    [400, request('GET /', { 'x-bad': 'a\r\n b' })],
    [400, request('GET http://evil.test/')],
    [405, request('TRACE /')],
    [400, 'hello\r\n\r\n'],
  ]
  for (const [status, text] of cases) assert.equal(statusOf(await say(t, port, text).until()), status, text.slice(0, 60))
  assert.equal(await say(t, port, request('CONNECT evil.test:443')).until(), '')
  assert.deepEqual(plugin.used, ['listen 127.0.0.1:0'])
})

test('T26: no request line and no Host takes the server down, with an upgrade or without', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  void answerAll(plugin, id)
  const odd = [
    request('GET //'),
    request('GET //['),
    request('GET http://['),
    request('GET /', { Host: 'a b' }),
    request('GET /', { Host: 'x:99999999' }),
  ]
  const upgrades = ['//', '//[', '/%', '/\u0000', `/${'a'.repeat(9_000)}`].flatMap((path) => [
    request(`GET ${path}`, HANDSHAKE),
    request(`GET ${path}`, { Connection: 'Upgrade', Upgrade: 'foo' }),
  ])
  for (const text of [...odd, ...upgrades]) assert.ok(statusOf(await say(t, port, text).until('\r\n\r\n')) >= 200, text.slice(0, 60))
  assert.equal(statusOf(await say(t, port, request('GET /')).until()), 200)
})

test('T27, T29: upgrades to something else and handshakes that are broken off leave nothing behind', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const odd = Array.from({ length: 60 }, () => say(t, port, request('GET /', { Connection: 'Upgrade', Upgrade: 'foo' })))
  for (const { socket } of odd) {
    await plugin.answer((await plugin.next(id)).id, 'no')
    socket.end()
  }
  await Promise.all(odd.map((peer) => peer.until()))
  for (let count = 0; count < 100; count += 1) {
    const { socket } = say(t, port, request('GET /', HANDSHAKE))
    const asked = await plugin.next(id)
    const gone = plugin.call('serve.gone', [asked.id])
    socket.resetAndDestroy()
    await gone
    assert.match(await failureOf(plugin.call('serve.upgrade', [asked.id, {}])), /^(Http|BadResource): /)
  }
  void answerAll(plugin, id)
  assert.equal(statusOf(await say(t, port, request('GET /')).until()), 200)
})

const takesLong = process.env.SHOWRUNNER_LONG ? test : () => {}
takesLong('T30: who says half a request is hung up on, and keeps nobody waiting', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  void answerAll(plugin, id)
  const slow = Array.from({ length: 200 }, () => say(t, port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nx: '))
  assert.equal(statusOf(await say(t, port, request('GET /')).until()), 200)
  assert.deepEqual([...new Set((await Promise.all(slow.map((peer) => peer.until()))).map(statusOf))], [408])
})

test('a body that turns out too long is refused, however it comes', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const peer = say(t, port, request('POST /', { 'Transfer-Encoding': 'chunked' }))
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`
  for (let count = 0; count < 17; count += 1) peer.socket.write(chunk)
  const asked = await plugin.next(id)
  const reading = (async () => {
    for (;;) if (!(await plugin.call('serve.read', [asked.id])).bytes) return
  })()
  assert.match(await failureOf(reading), /^QuotaExceededError: /)
  assert.equal(statusOf(await peer.until('\r\n\r\n')), 413)
  assert.match(await failureOf(plugin.answer(asked.id, 'late')), /^(Http|BadResource): /)
})

test('64 requests are under way at once and the next is told to come again', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const peers = Array.from({ length: 64 }, () => say(t, port, request('GET /')))
  const asked: number[] = []
  for (let count = 0; count < 64; count += 1) asked.push((await plugin.next(id)).id)
  assert.equal(statusOf(await say(t, port, request('GET /')).until()), 503)
  await Promise.all(asked.map((each) => plugin.answer(each, 'here')))
  assert.deepEqual([...new Set((await Promise.all(peers.map((peer) => peer.until()))).map(statusOf))], [200])
  const again = say(t, port, request('GET /'))
  await plugin.answer((await plugin.next(id)).id, 'again')
  assert.equal(statusOf(await again.until()), 200)
})

test('who goes away makes no room for more until the plugin is done, or late', async (t) => {
  const clock = createVirtualClock()
  const plugin = createWorld(t, { clock }).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  for (let count = 0; count < 64; count += 1) {
    const peer = say(t, port, request('GET /'))
    const gone = plugin.call('serve.gone', [(await plugin.next(id)).id])
    peer.socket.destroy()
    assert.equal((await gone).value, true)
  }
  assert.equal(statusOf(await say(t, port, request('GET /')).until()), 503)
  await clock.advance(30_000)
  const after = say(t, port, request('GET /'))
  await plugin.answer((await plugin.next(id)).id, 'room')
  assert.equal(statusOf(await after.until()), 200)
})

test('a request that is not answered within 30 s gets 504, taken or not', async (t) => {
  const clock = createVirtualClock()
  const plugin = createWorld(t, { clock }).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const taken = say(t, port, request('GET /taken'))
  const asked = await plugin.next(id)
  const lying = say(t, port, request('GET /lying'))
  while (clock.pending() < 2) await new Promise<void>((resolve) => setImmediate(resolve))
  await clock.advance(30_000)
  assert.deepEqual([statusOf(await taken.until()), statusOf(await lying.until())], [504, 504])
  assert.match(await failureOf(plugin.answer(asked.id, 'late')), /^(Http|BadResource): /)
})

test('who does not take his answer is hung up on', async (t) => {
  const clock = createVirtualClock()
  const plugin = createWorld(t, { clock }).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const peer = say(t, port, request('GET /'))
  peer.socket.pause()
  const asked = await plugin.next(id)
  await plugin.call('serve.answer', [asked.id, { status: 200, statusText: '', headers: [], hasBody: true }])
  const stuck = failureOf(
    (async () => {
      for (;;) await plugin.call('serve.write', [asked.id], new Uint8Array(192 * 1024))
    })(),
  )
  await hungUp(clock, stuck)
  assert.match(await stuck, /^(Http|BrokenPipe|BadResource|Error|ConnectionReset): /)
})

test('an answer says nothing that would be read as another header or another answer', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const bad = [
    { headers: [['x', 'a\r\nset-cookie: b=1']] },
    { headers: [['x\r\ny', 'a']] },
    { headers: [['x:', 'a']] },
    { headers: [['x', 'ñ\u0100']] },
    { headers: [['x', 'a'.repeat(40_000)]] },
    { statusText: 'OK\r\nx: y' },
    { status: 101 },
    { status: 99 },
    { status: 1000 },
  ]
  const peer = say(t, port, request('GET /'))
  const asked = await plugin.next(id)
  for (const more of bad)
    assert.match(await failureOf(plugin.answer(asked.id, 'text', more)), /^(TypeError|RangeError): /, JSON.stringify(more).slice(0, 60))
  const framing = [
    ['content-length', '1'],
    ['transfer-encoding', 'chunked'],
    ['connection', 'keep-alive'],
    ['upgrade', 'h2c'],
    ['X-Fine', 'yes'],
  ]
  await plugin.answer(asked.id, 'four', { headers: framing })
  const heard = await peer.until()
  const names = heard
    .split('\r\n')
    .slice(1, -2)
    .map((line) => line.split(':')[0]?.toLowerCase())
  assert.deepEqual(names.sort(), ['connection', 'content-length', 'date', 'x-fine'])
  assert.match(heard, /content-length: 4\r\n[\s\S]*\r\n\r\nfour$/)
  assert.match(await failureOf(plugin.answer(asked.id, 'twice')), /^(Http|BadResource): /)
})

test('what is on a connection behind a request is the next request, and never part of the first', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const peer = say(t, port, request('POST /one', { Connection: 'keep-alive', 'Content-Length': '3' }, 'abc') + request('GET /two'))
  const first = await plugin.next(id)
  assert.equal(String((await plugin.call('serve.read', [first.id])).bytes), 'abc')
  await plugin.answer(first.id, 'first')
  const second = await plugin.next(id)
  assert.deepEqual([first.url, second.url], ['http://127.0.0.1/one', 'http://127.0.0.1/two'])
  await plugin.answer(second.id, 'second')
  assert.match(await peer.until(), /first[\s\S]*second$/)
})

test('a handshake that the plugin does not take up is answered like a request, and no other upgrade happens', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  void answerAll(plugin, id)
  const upgrades = [
    HANDSHAKE,
    { ...HANDSHAKE, Upgrade: 'h2c' },
    { ...HANDSHAKE, 'Sec-WebSocket-Version': '8' },
    { ...HANDSHAKE, 'Sec-WebSocket-Key': 'short' },
  ]
  for (const headers of upgrades)
    assert.match(await say(t, port, request('GET /', headers)).until('fine'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*fine$/)
  // Java offers HTTP/2 with a body behind it.
  const java = request(
    'POST /',
    { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk', 'Content-Length': '5' },
    'hello',
  )
  assert.match(await say(t, port, java).until('hello'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*fine hello$/)
})

test('what offers another protocol with each request gets a connection of its own for each, so that none gathers listeners', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  void answerAll(plugin, id)
  const offer = request('GET /', { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' })
  assert.match(await say(t, port, offer).until('fine'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*connection: close\r\n/i)
})

test('a plugin has at most 100 WebSockets open that it was asked for', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const open: WebSocket[] = []
  t.after(() => {
    for (const socket of open) socket.terminate()
  })
  const ids: number[] = []
  for (let count = 0; count < 100; count += 1) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
    open.push(socket.on('error', () => {}))
    ids.push((await plugin.call('serve.upgrade', [(await plugin.next(id)).id, {}])).value.id)
  }
  const late = new WebSocket(`ws://127.0.0.1:${port}/`)
  const refused = once(late, 'unexpected-response')
  assert.match(await failureOf(plugin.call('serve.upgrade', [(await plugin.next(id)).id, {}])), /^Busy: /)
  assert.equal((await refused)[1].statusCode, 503)
  late.on('error', () => {}).terminate()
  const closed = once(open[0] ?? late, 'close')
  await plugin.call('ws.close', [ids[0]])
  await closed
  while ((await plugin.call('ws.receive', [ids[0]])).value.kind !== 'close');
  const again = new WebSocket(`ws://127.0.0.1:${port}/`)
  open.push(again)
  await plugin.call('serve.upgrade', [(await plugin.next(id)).id, {}])
  await once(again, 'open')
  assert.match(await failureOf(plugin.call('serve.upgrade', [id, {}])), /^BadResource: /)
})

test('a message that is too long closes the WebSocket with 1009, and who never reads is given up', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
  const { value } = await plugin.call('serve.upgrade', [(await plugin.next(id)).id, {}])
  await once(socket, 'open')
  socket.pause()
  const sent = Array.from({ length: 60 }, () => failureOf(plugin.call('ws.send', [value.id, null], new Uint8Array(192 * 1024))))
  assert.ok((await Promise.all(sent.slice(-20))).every((failure) => failure.startsWith('Busy: ')))
  socket.resume()
  const closed = once(socket, 'close')
  socket.send(new Uint8Array(192 * 1024 + 1))
  assert.equal((await closed)[0], 1009)
})

test('the end of a plugin closes all that it served', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
  await plugin.call('serve.upgrade', [(await plugin.next(id)).id, {}])
  await once(socket, 'open')
  const peers = [request('GET /taken'), request('GET /lying'), 'GET /half HTTP/1.1\r\n', request('GET /stream')].map((text) =>
    say(t, port, text),
  )
  const asked = await plugin.next(id)
  await plugin.call('serve.answer', [asked.id, { status: 200, statusText: '', headers: [], hasBody: true }])
  await plugin.next(id)
  const next = plugin.call('serve.next', [id])
  const closed = once(socket, 'close')
  await next
  plugin.end()
  await Promise.all(peers.map((peer) => peer.until()))
  assert.equal((await closed)[0], 1006)
  const { socket: refused } = say(t, port, '')
  assert.equal((await once(refused, 'error'))[0].code, 'ECONNREFUSED')
})

test('a shutdown takes no more and lets end what is under way', async (t) => {
  const plugin = createWorld(t).plugin('game', GRANTS)
  const { id, port } = await plugin.serve()
  const peer = say(t, port, request('GET /'))
  const asked = await plugin.next(id)
  const next = plugin.call('serve.next', [id])
  const shut = plugin.call('serve.shutdown', [id])
  assert.equal((await once(say(t, port, '').socket, 'error'))[0].code, 'ECONNREFUSED')
  await plugin.answer(asked.id, 'bye')
  assert.match(await peer.until(), /bye$/)
  await shut
  assert.equal((await next).value, null)
})

/** Answers every request with "fine" and its body. */
async function answerAll(plugin: ReturnType<ReturnType<typeof createWorld>['plugin']>, server: number): Promise<void> {
  for (let { value } = await plugin.call('serve.next', [server]); value; { value } = await plugin.call('serve.next', [server])) {
    const body = value.hasBody ? (await plugin.call('serve.read', [value.id])).bytes : undefined
    await plugin.answer(value.id, body ? `fine ${Buffer.from(body)}` : 'fine').catch(() => {})
  }
}

/** Moves the clock on until this is settled. */
async function hungUp(clock: ReturnType<typeof createVirtualClock>, work: Promise<unknown>): Promise<void> {
  let isOver = false
  void work.then(() => {
    isOver = true
  })
  while (!isOver) await clock.advance(30_000)
}
