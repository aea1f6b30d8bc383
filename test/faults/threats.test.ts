import assert from 'node:assert/strict'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { basename, join as joinPath, relative } from 'node:path'
import { after, test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { KEYS, type Served, serve } from '../serve/served.ts'
import { ask, closed, exchange, HANDSHAKE, head, join, letGo, open, statusOf } from '../serve/wire.ts'
import { createFolder } from '../support/folder.ts'

const GAME = { Authorization: `Bearer ${KEYS.game}` }
const ADMIN = { Authorization: `Bearer ${KEYS.admin}` }
const JSON_BODY = { 'Content-Type': 'application/json', 'Content-Length': '2' }
const PATHS = [
  '/health',
  '/status',
  '/api/logs',
  '/',
  '/dashboard.js',
  '/overlay/alerts/alerts',
  '/overlay/alerts/alerts.js',
  '/ws',
  '/nothing',
]

/** Whatever was sent before: it still serves. */
async function isWell({ server }: Served): Promise<boolean> {
  const answer = await fetch(`${server.url}/health`)
  return answer.status === 200
}

after(() => assert.deepEqual(Object.keys(Object.prototype), []))

test('T01: a page behind a rebound name reads nothing, on any route', async (context) => {
  const served = await serve(context)
  for (const path of PATHS) {
    const answer = await exchange(
      served.port,
      head(served, `GET ${path}`, { Host: `evil.test:${served.port}`, Origin: `http://evil.test:${served.port}`, ...ADMIN }),
    )
    assert.deepEqual([path, statusOf(answer), /access-control/i.test(answer)], [path, 421, false])
  }
})

test('T02: a page behind a rebound name changes nothing', async (context) => {
  const served = await serve(context)
  const headers = { Host: 'evil.test', ...ADMIN, 'Content-Type': 'text/plain', 'Content-Length': '2' }
  assert.equal(await ask(served, 'POST /api/simulate/gift', headers, '{}'), 421)
  assert.deepEqual(served.simulated, [])
})

test('T03: only the exact host names of this server are answered', async (context) => {
  const served = await serve(context)
  const { port } = served
  const ours = [`127.0.0.1:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, 'stream-pc.lan', `Stream-PC.lan:${port}`]
  const others = [
    '',
    '127.0.0.1',
    'localhost.',
    `localhost.:${port}`,
    `127.0.0.1:${port}@evil`,
    `127.1:${port}`,
    `0.0.0.0:${port}`,
    `2130706433:${port}`,
    'a b',
    'x:99999999',
  ]
  for (const host of ours) assert.deepEqual([host, await ask(served, 'GET /health', { Host: host })], [host, 200])
  for (const host of others) {
    const status = await ask(served, 'GET /health', { Host: host })
    assert.ok([400, 421].includes(status), `${host}: ${status}`)
  }
})

test('T03: a missing, a doubled and an absolute host are refused', async (context) => {
  const served = await serve(context)
  const none = await exchange(served.port, 'GET /health HTTP/1.0\r\n\r\n')
  const missing = await ask(served, 'GET /health', { Host: null })
  const doubled = await ask(served, 'GET /health', { host: `127.0.0.1:${served.port}` })
  const absolute = await ask(served, 'GET http://evil.test/health')
  const absoluteOwn = await ask(served, `GET http://${served.host}/health`)
  assert.deepEqual([statusOf(none), missing, doubled, absolute, absoluteOwn], [421, 400, 421, 421, 421])
})

test('T04: a form, a plain text and a foreign origin post nothing', async (context) => {
  const served = await serve(context)
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    null,
    'application/x-json',
    'application/json; charset=utf-7',
  ]
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const type of types) {
      const status = await ask(served, `${method} /api/simulate/gift`, { ...ADMIN, 'Content-Type': type, 'Content-Length': '2' }, '{}')
      assert.deepEqual([method, type, status], [method, type, 415])
    }
    const foreign = await ask(served, `${method} /api/simulate/gift`, { ...ADMIN, ...JSON_BODY, Origin: 'http://evil.test' }, '{}')
    assert.deepEqual([method, foreign], [method, 403])
  }
  assert.deepEqual(served.simulated, [])
})

test('T05: reading never changes anything, whatever it says of its method', async (context) => {
  const served = await serve(context)
  const override = { ...ADMIN, 'X-HTTP-Method-Override': 'POST' }
  for (const line of ['GET /api/simulate/gift', 'HEAD /api/simulate/gift', 'GET /api/simulate/gift?_method=POST']) {
    assert.deepEqual([line, await ask(served, line, override)], [line, 405])
  }
  assert.deepEqual(served.simulated, [])
})

test('T06: the origin null is refused, for requests and sockets', async (context) => {
  const served = await serve(context)
  assert.equal(await ask(served, 'GET /status', { ...ADMIN, Origin: 'null' }), 403)
  assert.equal(await ask(served, 'GET /ws', { ...HANDSHAKE, ...GAME, Origin: 'null' }), 403)
})

test('T07: a request that the browser calls foreign is refused, a typed address is not', async (context) => {
  const served = await serve(context)
  const statuses = await Promise.all(
    ['cross-site', 'same-site', 'same-origin', 'none'].map((site) => ask(served, 'GET /', { 'Sec-Fetch-Site': site })),
  )
  assert.deepEqual(statuses, [403, 403, 200, 200])
})

test('T08: a preflight is promised nothing', async (context) => {
  const served = await serve(context)
  const preflight = {
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Private-Network': 'true',
    'Access-Control-Request-Local-Network': 'true',
  }
  for (const Origin of ['http://evil.test', `http://${served.host}`]) {
    const answer = await exchange(served.port, head(served, 'OPTIONS /api/simulate/gift', { ...preflight, Origin }))
    assert.deepEqual([[403, 405].includes(statusOf(answer)), /access-control/i.test(answer)], [true, false])
  }
})

test('T09: a page of another origin gets no socket, with or without a key', async (context) => {
  const served = await serve(context)
  const foreign = { ...HANDSHAKE, Origin: 'http://evil.test' }
  const nearby = { ...HANDSHAKE, Origin: 'http://localhost:5173' }
  assert.deepEqual(
    await Promise.all([foreign, { ...foreign, ...ADMIN }, { ...nearby, ...ADMIN }].map((headers) => ask(served, 'GET /ws', headers))),
    [403, 403, 403],
  )
  assert.equal(served.server.clients().websockets, 0)
})

test('T10: a socket needs a key, as a header or as a subprotocol, and the key is not said back', async (context) => {
  const served = await serve(context)
  const protocol = { 'Sec-WebSocket-Protocol': `showrunner, key.${KEYS.overlay}` }
  const handshakes = [HANDSHAKE, { ...HANDSHAKE, Authorization: 'Bearer wrong' }, { ...HANDSHAKE, Origin: `http://${served.host}` }]
  assert.deepEqual(await Promise.all(handshakes.map((headers) => ask(served, 'GET /ws', headers))), [401, 401, 401])
  const socket = await open(served.port)
  socket.write(head(served, 'GET /ws', { ...HANDSHAKE, ...protocol, Origin: `http://${served.host}` }))
  const answer = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))
  socket.destroy()
  assert.deepEqual([statusOf(answer), /protocol: showrunner\r\n/i.test(answer), answer.includes(KEYS.overlay)], [101, true, false])
})

test('T10: a key in the query opens nothing', async (context) => {
  const served = await serve(context)
  assert.equal(await ask(served, `GET /ws?key=${KEYS.admin}&token=${KEYS.admin}`, HANDSHAKE), 401)
  assert.equal(await ask(served, `GET /status?key=${KEYS.admin}`), 401)
})

test('T11: the address of this machine in its network is not listened on', async (context) => {
  const served = await serve(context)
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((one) => !one.internal && one.family === 'IPv4'),
  )
  for (const { address } of addresses) await assert.rejects(open(served.port, address))
  await assert.rejects(open(served.port, '::1'))
})

test('T12: an address that others can reach is refused unless it is allowed', async (context) => {
  for (const host of ['0.0.0.0', '::', '192.168.1.2', '127.evil.test']) {
    await assert.rejects(serve(context, { parts: { host } }), (error) => error instanceof HostError && error.code === 'ADDRESS_UNUSABLE')
  }
  const served = await serve(context, { parts: { host: '0.0.0.0', allowRemote: true } })
  assert.equal(await ask({ ...served, host: `0.0.0.0:${served.port}` }, 'GET /health'), 421)
})

test('T13: the dashboard cannot be framed, and no page runs what is inline', async (context) => {
  const { server } = await serve(context)
  const policies = await Promise.all(
    ['/', '/overlay/alerts/alerts'].map(async (path) => (await fetch(server.url + path)).headers.get('content-security-policy') ?? ''),
  )
  assert.deepEqual(
    policies.map((policy) => [
      /default-src ('self'|http:\/\/[^/]+\/overlay\/)/.test(policy),
      /unsafe/.test(policy),
      /frame-ancestors '(\w+)'/.exec(policy)?.[1],
    ]),
    [
      [true, false, 'none'],
      [true, false, 'self'],
    ],
  )
})

test('T14: no answer tells what runs here', async (context) => {
  const served = await serve(context)
  for (const path of PATHS) {
    const answer = await exchange(served.port, head(served, `GET ${path}`))
    assert.doesNotMatch(answer, /x-powered-by|^server:|node|hono|at .*\.ts/im, path)
    assert.ok(!answer.includes(process.cwd()) && !answer.includes(served.folder), path)
  }
})

test('T20: wrong keys are slowed down, and right ones are not', async (context) => {
  const served = await serve(context)
  const statuses: number[] = []
  for (let n = 0; n < 25; n += 1)
    statuses.push(await ask(served, 'GET /status', { Authorization: `Bearer wrong-${n}`, 'X-Forwarded-For': `10.0.0.${n}` }))
  assert.deepEqual(statuses, [...Array(20).fill(401), ...Array(5).fill(429)])
  assert.equal(await ask(served, 'GET /ws', { ...HANDSHAKE, Authorization: 'Bearer wrong' }), 429)
  assert.equal(await ask(served, 'GET /status', ADMIN), 200)
})

test('T26: a request line that cannot be read ends in an answer, not in the end of the process', async (context) => {
  const served = await serve(context)
  const targets = ['//', '//[', 'http://[', '/%', '/%00', '*', '', '/ws/../ws', '//ws', '/ws%20', '/ws\\', `/${'a'.repeat(5_000)}`]
  const hosts = [served.host, 'a b', 'x:99999999', '[', '']
  for (const target of targets) {
    for (const Host of hosts) {
      for (const upgrade of [{}, { ...HANDSHAKE, ...GAME }]) {
        const status = statusOf(await exchange(served.port, head(served, `GET ${target}`, { Connection: 'close', ...upgrade, Host })))
        assert.ok(status >= 400 && status < 500, `${target} ${Host}: ${status}`)
      }
    }
  }
  assert.ok(await isWell(served))
})

test('W6, T27: an upgrade to something else is answered and closed, also when the peer only ends its half', async (context) => {
  const served = await serve(context)
  const attempts = Array.from({ length: 150 }, async (_, n) => {
    const socket = await open(served.port)
    const answer = closed(socket)
    socket.end(head(served, 'GET /ws', { Connection: 'Upgrade', Upgrade: ['foo', 'h2c', 'TLS/1.0'][n % 3] ?? '', ...GAME }))
    return statusOf(await answer)
  })
  assert.deepEqual([...new Set(await Promise.all(attempts))], [400])
})

test('W6, T28: a refused handshake is closed', async (context) => {
  const served = await serve(context)
  const statuses = await Promise.all(
    ['/nothing', '/status', '/', '/overlay/alerts/alerts'].map((path) => ask(served, `GET ${path}`, { ...HANDSHAKE, ...GAME })),
  )
  assert.deepEqual(statuses, [404, 404, 404, 404])
  assert.equal(await ask(served, 'POST /ws', { ...HANDSHAKE, ...GAME, ...JSON_BODY }, '{}'), 400)
  assert.equal(await ask(served, 'GET /ws', { ...HANDSHAKE, ...GAME, 'Sec-WebSocket-Key': 'short' }), 400)
})

test('W6, T28: what is refused is let go, though the peer keeps its side open', async (context) => {
  const served = await serve(context)
  const requests = [
    head(served, 'GET /ws', HANDSHAKE),
    head(served, 'GET /nothing', { ...HANDSHAKE, ...GAME }),
    head(served, 'GET /ws', { ...HANDSHAKE, Upgrade: 'h2c' }),
    'nonsense\r\n\r\n',
  ]
  for (const request of requests) {
    const socket = await open(served.port)
    socket.write(request)
    await letGo(socket)
  }
})

test('T29: peers that reset in the middle of a handshake leave nothing behind', async (context) => {
  const served = await serve(context)
  for (let n = 0; n < 200; n += 1) {
    const socket = await open(served.port)
    socket.on('error', () => socket.destroy()).write(head(served, 'GET /ws', { ...HANDSHAKE, ...(n % 2 === 0 && GAME) }))
    socket.resetAndDestroy()
  }
  const last = await join(served, 'game')
  assert.ok(await isWell(served))
  last.socket.close()
  await last.closing
  assert.equal(served.server.clients().websockets, 0)
})

test('W8, T30: those who drip are closed, and others are served meanwhile', async (context) => {
  const served = await serve(context, { limits: { headersTimeoutMs: 1_000, requestTimeoutMs: 1_500, checkMs: 50, strangersPerPeer: 500 } })
  const drip = async (bytes: string) => {
    const socket = await open(served.port)
    const answer = closed(socket)
    socket.write(bytes)
    return statusOf(await answer)
  }
  const heads = Array.from({ length: 100 }, () => drip('GET / HTTP/1.1\r\nHo'))
  const bodies = Array.from({ length: 100 }, () =>
    drip(`${head(served, 'POST /api/simulate/gift', { ...ADMIN, 'Content-Type': 'application/json', 'Content-Length': '9' })}{`),
  )
  assert.ok(await isWell(served))
  assert.deepEqual([...new Set(await Promise.all([...heads, ...bodies]))], [408])
})

test('T31: a body over the limit is refused, with a length, without one, and compressed', async (context) => {
  const served = await serve(context)
  const big = 'x'.repeat(70_000)
  const chunked = `${(70_000).toString(16)}\r\n${big}\r\n0\r\n\r\n`
  const type = { ...ADMIN, 'Content-Type': 'application/json' }
  assert.equal(await ask(served, 'POST /api/simulate/gift', { ...type, 'Content-Length': String(100 * 1024 * 1024) }, big), 413)
  assert.equal(await ask(served, 'POST /api/simulate/gift', { ...type, 'Transfer-Encoding': 'chunked' }, chunked), 413)
  assert.equal(await ask(served, 'POST /api/simulate/gift', { ...type, ...JSON_BODY, 'Content-Encoding': 'gzip' }, '{}'), 415)
  assert.ok(await isWell(served))
})

const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`

test('T32, T34: JSON that is deep, broken or reaches for prototypes is refused', async (context) => {
  const served = await serve(context)
  const bombs = [
    '['.repeat(30_000),
    nested(32),
    nested(15_000),
    '{"a":1e400}',
    '{"id":12345678901234567890}',
    '\ufeff{}',
    '{"a":{"__proto__":{"x":1}}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '[]',
    '"x"',
    '\xff',
  ]
  for (const body of bombs) {
    const status = await ask(
      served,
      'POST /api/simulate/gift',
      { ...ADMIN, 'Content-Type': 'application/json', 'Content-Length': String(body.length) },
      body,
    )
    assert.deepEqual([body.slice(0, 40), status], [body.slice(0, 40), 422])
  }
  const allowed = nested(31)
  const headers = { ...ADMIN, 'Content-Type': 'application/json', 'Content-Length': String(allowed.length) }
  assert.equal(await ask(served, 'POST /api/simulate/gift', headers, allowed), 201)
  assert.equal(served.simulated.length, 1)
})

test('T33: odd headers are refused or mean nothing', async (context) => {
  const served = await serve(context)
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`x-${n}`, '1']))
  assert.equal(await ask(served, 'GET /health', many), 431)
  assert.equal(await ask(served, 'GET /health', { 'X-Big': 'x'.repeat(1024 * 1024) }), 431)
  assert.equal(await ask(served, 'GET /health', { ['__proto__']: 'x', 'X-Name': 'J\xfcrgen' }), 200)
  assert.equal(await ask(served, 'GET /health', { 'X-Folded': 'a\r\n b' }), 400)
  const both = { ...ADMIN, ...JSON_BODY, 'Transfer-Encoding': 'chunked' }
  assert.equal(await ask(served, 'POST /api/simulate/gift', both, '0\r\n\r\nGET /status HTTP/1.1\r\n\r\n'), 400)
  assert.ok(await isWell(served))
})

test('T35: another spelling of a path leads nowhere', async (context) => {
  const served = await serve(context)
  const spellings = [
    '//status',
    '/./status',
    '/x/../status',
    '/%73tatus',
    '/STATUS',
    '/status;x',
    '/status.',
    '/status%20',
    '/status%2f',
    '/api%2flogs',
    '/api%252flogs',
    '/api%5clogs',
    '/api\\logs',
    '/status/.',
  ]
  for (const path of spellings) assert.deepEqual([path, await ask(served, `GET ${path}`, ADMIN)], [path, 404])
  assert.equal(await ask(served, 'GET /status/'), 308)
})

test('T39: a frame that announces too much is closed with 1009 at once', async (context) => {
  const served = await serve(context)
  const socket = await open(served.port)
  socket.write(head(served, 'GET /ws', { ...HANDSHAKE, ...GAME }))
  const answer = closed(socket)
  socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x05, 0x5d, 0x4a, 0x80, 1, 2, 3, 4]))
  assert.ok((await answer).includes('\x88\x02\x03\xf1'))
})

test('T39: before a key is shown no frame is read at all', async (context) => {
  const served = await serve(context)
  const frame = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x05, 0x5d, 0x4a, 0x80, 1, 2, 3, 4]).toString('latin1')
  assert.equal(await ask(served, 'GET /ws', HANDSHAKE, frame), 401)
})

test('T40: frames that break the protocol end the socket, and a flood of pings does too', async (context) => {
  const served = await serve(context, { limits: { closeMs: 50 } })
  const mask = [0, 0, 0, 0]
  const vices: readonly (readonly [string, readonly number[], number])[] = [
    ['reserved opcode', [0x83, 0x80, ...mask], 1002],
    ['unmasked', [0x81, 0x01, 0x61], 1002],
    ['a ping of 126 bytes', [0x89, 0xfe, 0, 126, ...mask], 1002],
    ['not UTF-8', [0x81, 0x81, ...mask, 0xff], 1007],
    ['close code 999', [0x88, 0x82, ...mask, 0x03, 0xe7], 1002],
    ['a binary message', [0x82, 0x81, ...mask, 0x00], 1003],
    ['100 pings', Array.from({ length: 100 }, () => [0x89, 0x80, ...mask]).flat(), 4029],
    ['fragments without end', [0x01, 0x80, ...mask, ...Array.from({ length: 20_000 }, () => [0x00, 0x80, ...mask]).flat()], 1008],
  ]
  for (const [vice, bytes, code] of vices) {
    const socket = await open(served.port)
    const answer = closed(socket)
    socket.write(head(served, 'GET /ws', { ...HANDSHAKE, ...GAME }))
    socket.write(Buffer.from(bytes))
    const close = Buffer.from([0x88, 0x02, code >> 8, code & 255]).toString('latin1')
    const text = await answer
    assert.ok(
      code === 4029 || code === 1003 ? text.includes(close.slice(2)) : text.includes(close),
      `${vice}: ${JSON.stringify(text.slice(-40))}`,
    )
  }
  assert.ok(await isWell(served))
})

test('T41: compression is not agreed to', async (context) => {
  const served = await serve(context)
  const socket = await open(served.port)
  socket.write(head(served, 'GET /ws', { ...HANDSHAKE, ...GAME, 'Sec-WebSocket-Extensions': 'permessage-deflate' }))
  const answer = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))
  socket.destroy()
  assert.deepEqual([statusOf(answer), /extensions/i.test(answer)], [101, false])
})

test('T69, T70: files outside the pages are not there', async (context) => {
  const served = await serve(context)
  await symlink(joinPath(served.folder, 'secret.json'), joinPath(served.folder, 'overlay', 'link.json'))
  await symlink('.hidden.js', joinPath(served.folder, 'overlay', 'shown.js'))
  await writeFile(joinPath(served.folder, 'overlay', 'plugin.manifest'), '{}')
  await mkdir(joinPath(served.folder, 'overlay', 'folder.js'))
  const paths = [
    'link.json',
    'folder.js',
    'shown.js',
    '.hidden.js',
    'notes.txt',
    'plugin.manifest',
    'unlisted',
    'unlisted.html',
    'alerts.html',
    '../secret.json',
    '%2e%2e/secret.json',
    '..%2fsecret.json',
    '..\\secret.json',
    'sounds',
    'nothing.js',
    'alerts.js%00.png',
  ]
  for (const path of paths) assert.deepEqual([path, await ask(served, `GET /overlay/alerts/${path}`)], [path, 404])
  for (const plugin of ['nothing', '__proto__', 'constructor']) assert.equal(await ask(served, `GET /overlay/${plugin}/alerts`), 404)
  assert.equal(await ask(served, 'GET /overlay/alerts/sounds/ding.mp3'), 200)
})

test('T70: pages that lie in another folder than their plugin are not there, by whatever link', async (context) => {
  const served = await serve(context)
  const { folder } = served
  const data = createFolder()
  await mkdir(joinPath(data, 'inner'))
  for (const place of [data, joinPath(data, 'inner')]) await writeFile(joinPath(place, 'keys.json'), '{"admin":"secret"}')
  const overlay = joinPath(folder, 'overlay')
  await rename(overlay, joinPath(folder, 'pages'))
  await symlink(data, joinPath(folder, 'outside'))
  const seen = async (to: string, file: string) => {
    await symlink(to, overlay)
    const status = await ask(served, `GET /overlay/alerts/${file}`)
    await rm(overlay)
    return [to, status]
  }
  const links = [
    [data, 'keys.json'],
    [relative(folder, data), 'keys.json'],
    ['outside', 'keys.json'],
    ['outside/inner', 'keys.json'],
    ['.', 'secret.json'],
    ['..', `${basename(folder)}/secret.json`],
  ] as const
  for (const [to, file] of links) assert.deepEqual(await seen(to, file), [to, 404])
  await symlink(joinPath(data, 'inner'), joinPath(folder, 'pages', 'inner'))
  assert.deepEqual(await seen('pages', 'inner/keys.json'), ['pages', 404])
  assert.deepEqual(await seen('pages', 'alerts.js'), ['pages', 200])
})

test('a plugin folder that is a link itself has its pages', async (context) => {
  const [real, linked] = [createFolder(), joinPath(createFolder(), 'alerts')]
  await symlink(real, linked)
  await mkdir(joinPath(real, 'overlay'))
  await writeFile(joinPath(real, 'overlay', 'alerts.js'), 'export {}')
  const overlay = { plugin: 'alerts', folder: joinPath(linked, 'overlay'), pages: ['alerts'], stage: [] }
  const served = await serve(context, { parts: { overlays: () => [overlay] } })
  assert.equal(await ask(served, 'GET /overlay/alerts/alerts.js'), 200)
})
