import assert from 'node:assert/strict'
import { once } from 'node:events'
import { truncate, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { serve } from '../serve/served.ts'
import { closed, head, open, statusOf } from '../serve/wire.ts'
import { createTarget } from './target.ts'

const { attack } = createTarget()
const LONG = Boolean(process.env.SHOWRUNNER_LONG)
const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE']
const MEGABYTE = 1024 * 1024
const JSON_TYPE = { 'Content-Type': 'application/json' }

const range = (count: number) => Array.from({ length: count }, (_, n) => n)

attack('T26: no request line and no Host ends the process, with or without an upgrade', { refuses: true }, async ({ send, address }) => {
  const targets = ['//', '//[', 'http://[', '/%', '*', '', '/ws/../ws', '//streaming', '/streaming\\', '/streaming/overlay/..']
  const attempts = targets.flatMap((path) =>
    [address().host, 'a b', 'x:99999999', ''].flatMap((Host) =>
      ['', 'Upgrade: websocket\r\n'].map(
        (upgrade) =>
          `GET ${path} HTTP/1.1\r\nHost: ${Host}\r\nConnection: ${upgrade ? 'Upgrade' : 'close'}\r\n${upgrade}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      ),
    ),
  )
  for (const bytes of attempts) {
    const status = statusOf(await send(bytes))
    assert.ok(status >= 400 && status < 500, `${bytes.slice(0, 60)}: ${status}`)
  }
})

attack(
  'T27, T28: upgrades to something else, and to where nothing is, are answered and let go',
  { refuses: true },
  async ({ address, head: headOf }) => {
    const count = LONG ? 2_000 : 300
    const kinds = ['foo', 'h2c', 'TLS/1.0', 'websocket']
    const attempts = range(count).map((n) => async () => {
      const socket = await open(address().port)
      const answer = closed(socket)
      socket.end(headOf(n % 2 === 0 ? 'GET /ws' : 'GET /status', { Connection: 'Upgrade', Upgrade: kinds[n % 4] ?? '' }))
      return statusOf(await answer)
    })
    const statuses = new Set<number>()
    for (let index = 0; index < attempts.length; index += 100) {
      for (const status of await Promise.all(attempts.slice(index, index + 100).map((attempt) => attempt()))) statuses.add(status)
    }
    assert.ok(
      [...statuses].every((status) => [400, 401, 404].includes(status)),
      String([...statuses]),
    )
  },
)

attack(
  'T31: a body that never ends is refused at 64 KiB, and takes no memory',
  { refuses: true },
  async ({ address, head: headOf, bearer, note }, t) => {
    const before = process.memoryUsage().rss
    const socket = await open(address().port)
    const answer = closed(socket)
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 'x'), Buffer.from('\r\n')])
    socket.write(headOf('POST /api/simulate/gift', { ...bearer('admin'), ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }))
    let sent = 0
    while (!socket.destroyed && sent < 100 * MEGABYTE) {
      sent += chunk.length
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
    }
    const text = await answer
    note(text)
    const grown = (process.memoryUsage().rss - before) / MEGABYTE
    t.diagnostic(`figure: ${(sent / MEGABYTE).toFixed(0)} MiB sent before it was cut off, ${grown.toFixed(0)} MiB more in memory`)
    assert.ok(statusOf(text) === 413 || text === '', text.slice(0, 60))
    assert.ok(sent < 100 * MEGABYTE && grown < 40, `${sent} ${grown}`)
  },
)

attack(
  'T32, T34: no route takes JSON that is too deep, says a thing twice, has numbers that are none, or reaches for a prototype',
  { refuses: true },
  async ({ routes, ask, bearer }) => {
    const lines = (await routes()).filter(({ method }) => WRITES.includes(method))
    const bombs = [
      '{"__proto__":{"x":1}}',
      '{"a":{"constructor":{"prototype":{"x":1}}}}',
      `{"a":${'['.repeat(15_000)}${']'.repeat(15_000)}}`,
      '{"a":1e400}',
      '{"amountCents":1,"amountCents":100000}',
      '{"a":[{"b\\"c:":1,"b\\"c:":2}]}',
      '{"a":12345678901234567890}',
      '\ufeff{}',
      '"\\ud800',
    ]
    for (const { method, path } of lines) {
      const statuses = await Promise.all(bombs.map((body) => ask(`${method} ${path}`, { ...bearer('admin'), ...JSON_TYPE }, body)))
      // Some addresses have no more than numbers in them, and then there is nothing at this one.
      assert.ok(
        statuses.every((status) => [404, 422].includes(status)),
        `${method} ${path}: ${statuses}`,
      )
    }
  },
)

attack('T34: what a query says of prototypes is refused or means nothing', {}, async ({ routes, ask, bearer }) => {
  const lines = (await routes()).filter(({ method, path }) => method === 'GET' && path !== '/api/events/stream')
  for (const query of ['__proto__[x]=1', 'constructor.prototype.x=1', 'a[__proto__][x]=1', '__proto__=1', 'limit[__proto__]=1']) {
    const statuses = await Promise.all(lines.map(({ path }) => ask(`GET ${path}?${query}`, bearer('admin'))))
    assert.ok(
      statuses.every((status) => status < 500),
      query,
    )
    assert.equal(({} as { x?: unknown }).x, undefined)
  }
})

attack('T35: another spelling of a path opens nothing that the path itself does not', { refuses: true }, async ({ routes, ask }) => {
  const lines = (await routes()).filter(({ method, allow }) => method === 'GET' && allow !== 'everyone')
  const spellings = [
    (path: string) => `/${path}`,
    (path: string) => `/.${path}`,
    (path: string) => `/x/..${path}`,
    (path: string) => `${path}/`,
    (path: string) => path.toUpperCase(),
    (path: string) => `${path};x`,
    (path: string) => `${path}.`,
    (path: string) => `${path}%20`,
    (path: string) => path.replace(/(\w)$/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    (path: string) => path.replace(/.(\w+)$/, '%2f$1'),
    (path: string) => path.replace(/.(\w+)$/, '\\$1'),
  ]
  for (const spell of spellings) {
    const statuses = await Promise.all(lines.map(({ path }) => ask(`GET ${spell(path)}`)))
    assert.ok(
      statuses.every((status) => [308, 400, 401, 404].includes(status)),
      `${spell('/status')}: ${[...new Set(statuses)]}`,
    )
  }
})

attack('T36: ranges are not offered, however many are asked for', {}, async ({ request }) => {
  const whole = await request('GET /')
  const ranges = [
    'bytes=-0',
    'bytes=9-1',
    `bytes=${range(400)
      .map((n) => `${n}-${n}`)
      .join(',')}`,
    'bytes=0-',
    'lines=1-2',
  ]
  for (const Range of ranges) {
    const answer = await request('GET /', { Range })
    assert.deepEqual([statusOf(answer), answer.length], [200, whole.length])
  }
  assert.equal((await request('HEAD /')).split('\r\n\r\n')[1], '')
})

test('T36: a file of a gigabyte is read as fast as its reader takes it, and let go with its reader', async (t) => {
  const served = await serve(t)
  const film = join(served.folder, 'overlay', 'film.mp4')
  await writeFile(film, '')
  await truncate(film, 1024 * MEGABYTE)
  const before = process.memoryUsage().rss
  const sockets = await Promise.all(range(10).map(() => open(served.port)))
  for (const socket of sockets) socket.write(head(served, 'GET /overlay/alerts/film.mp4'))
  await Promise.all(sockets.map((socket) => once(socket, 'readable')))
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate)
  const grown = (process.memoryUsage().rss - before) / MEGABYTE
  t.diagnostic(`figure: ${grown.toFixed(0)} MiB for ten readers who do not read`)
  for (const socket of sockets) socket.destroy()
  assert.ok(grown < 60, String(grown))
})

attack('T37: no text that is searched for takes longer because of what it is made of', {}, async ({ ask, bearer }, t) => {
  const length = 6_000
  const searches = [
    '/api/events?q=',
    '/api/audit?what=',
    '/api/audit?who=',
    '/api/log?q=',
    '/api/viewers?q=',
    '/api/sessions?q=',
    '/api/events?user=',
    '/api/events/stream?topics=',
    '/api/events/stream?types=',
  ]
  const evil = [
    'a'.repeat(length),
    `${'a'.repeat(length - 1)}!`,
    '+'.repeat(length),
    '('.repeat(length),
    '.*'.repeat(length / 2),
    'a.'.repeat(length / 2),
    '(a+)+$'.repeat(length / 6),
  ]
  const timed = async (path: string) => {
    const startedAt = performance.now()
    const status = await ask(`GET ${path}`, bearer('admin'))
    return { status, took: performance.now() - startedAt }
  }
  let slowest = { took: 0, path: '' }
  for (const search of searches) {
    for (const text of evil) {
      const { status, took } = await timed(search + encodeURI(text).replaceAll('+', '%2b').replaceAll('!', '%21'))
      assert.ok(status < 500, `${search}: ${status}`)
      if (took > slowest.took) slowest = { took, path: search }
    }
  }
  t.diagnostic(`figure: at most ${slowest.took.toFixed(0)} ms, for ${slowest.path}`)
  // A search that goes wrong takes minutes for this much.
  assert.ok(slowest.took < 2_000, JSON.stringify(slowest))
})

attack(
  'T38: a peer that opens sockets without end keeps so many, and a key still gets in',
  { refuses: true },
  async ({ address, ask, bearer }, t) => {
    const count = LONG ? 20_000 : 500
    const sockets: Socket[] = []
    for (let index = 0; index < count; index += 100) {
      const some = await Promise.all(range(100).map(() => open(address().port)))
      for (const socket of some)
        socket
          .on('error', () => socket.destroy())
          .on('end', () => socket.destroy())
          .resume()
      sockets.push(...some)
    }
    assert.equal(await ask('GET /api/me', bearer('admin')), 200)
    const left = () => sockets.filter((socket) => !socket.destroyed).length
    while (left() > 200) await new Promise(setImmediate)
    t.diagnostic(`figure: ${left()} of ${count} sockets are left`)
    for (const socket of sockets) socket.destroy()
  },
)

attack('T33: headers without number, size or sense are refused', { refuses: true }, async ({ ask, send, address }) => {
  const many = Object.fromEntries(range(5_000).map((n) => [`x-${n}`, '1']))
  assert.equal(await ask('GET /health', many), 431)
  assert.equal(await ask('GET /health', { 'X-Big': 'x'.repeat(MEGABYTE) }), 431)
  assert.equal(await ask('GET /health', { ['__proto__']: 'x', 'X-Name': 'J\xfcrgen' }), 200)
  assert.equal(
    statusOf(
      await send(
        `POST /api/logout HTTP/1.1\r\nHost: ${address().host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /`,
      ),
    ),
    400,
  )
})
