import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from '../../../support/chance.ts'
import { createNetPlugin, failureOf, fetchText, PUBLIC } from '../../../support/net-powers.ts'
import { serveHttp } from '../../../support/web-server.ts'

/** A server that counts whom it heard, and a plugin in the world of the escape corpus. */
async function corpus(t: TestContext) {
  const hits: string[] = []
  const port = await serveHttp(t, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    hits.push(url.pathname)
    if (url.pathname === '/redirect') response.writeHead(302, { location: latin1(url.searchParams.get('to') ?? '') }).end()
    else if (url.pathname === '/echo') response.end(JSON.stringify(request.headers))
    else if (url.pathname === '/gzipbomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb())
    else response.end('secret')
  })
  const plugin = createNetPlugin({
    net: [`api.test:${port}`, `other.test:${port}`, `internal.test:${port}`, `rebind.test:${port}`, `mixed.test:${port}`],
    names: {
      'api.test': [PUBLIC],
      'other.test': [PUBLIC],
      'internal.test': ['127.0.0.1'],
      'rebind.test': { turns: [[PUBLIC], ['127.0.0.1']] },
      'mixed.test': ['127.0.0.1', PUBLIC, '::1', '169.254.169.254'],
    },
  })
  t.after(plugin.end)
  return { hits, port, plugin }
}

/** As a server sends text that is not ASCII in a header. */
const latin1 = (text: string) => Buffer.from(text).toString('latin1')

const bomb = () => gzipSync(Buffer.alloc(101 * 1024 * 1024), { level: 1 })

/** The addresses that the corpus fetches, with the start of what it is told. */
const ADDRESSES: Readonly<Record<string, readonly [url: string, told: RegExp]>> = {
  'ssrf-loopback': ['http://127.0.0.1:PORT/hit', /^NotCapable: Requires net access to "127\.0\.0\.1:\d+"; /],
  'ssrf-decimal': ['http://2130706433:PORT/hit', /^NotCapable: Requires net access to "127\.0\.0\.1:/],
  'ssrf-octal': ['http://0177.0.0.01:PORT/hit', /^NotCapable: Requires net access to "127\.0\.0\.1:/],
  'ssrf-zero': ['http://0.0.0.0:PORT/hit', /^NotCapable: Requires net access to "0\.0\.0\.0:/],
  'ssrf-v6-any': ['http://[::]:PORT/hit', /^NotCapable: Requires net access to "\[::\]:/],
  'ssrf-v4mapped-hex': ['http://[::ffff:7f00:1]:PORT/hit', /^NotCapable: Requires net access to "\[::ffff:7f00:1\]:/],
  'ssrf-userinfo': ['http://api.test@127.0.0.1:PORT/hit', /^TypeError: A URL must not hold a user name/],
  'ssrf-fullwidth': ['http://１２７.０.０.１:PORT/hit', /^NotCapable: Requires net access to "127\.0\.0\.1:/],
  'ssrf-backslash': ['http:\\\\127.0.0.1:PORT\\hit', /^NotCapable: Requires net access to "127\.0\.0\.1:/],
  'ssrf-file': ['file:///etc/hostname', /^TypeError: Url scheme 'file' not supported/],
  'ssrf-blob': ['blob:nodedata:x', /^TypeError: Url scheme 'blob' not supported/],
  'ssrf-private-dns': [
    'http://internal.test:PORT/hit',
    /^NotCapable: internal\.test:\d+ is not at a public address\. Requires net access to "127/,
  ],
  'ssrf-other-port': [
    'http://api.test:1/hit',
    /^NotCapable: Requires net access to "api\.test:1"|^TypeError: Requests to port 1 are blocked/,
  ],
}

test('T56: no address of the corpus is reached by fetch', async (t) => {
  const { hits, port, plugin } = await corpus(t)
  for (const [id, [url, told]] of Object.entries(ADDRESSES)) {
    assert.match(await failureOf(fetchText(plugin, url.replace('PORT', String(port)))), told, id)
  }
  assert.deepEqual([hits, plugin.dialled], [[], []])
})

test('T58: no redirect leads where the plugin could not go itself', async (t) => {
  const { hits, port, plugin } = await corpus(t)
  const targets = Object.values(ADDRESSES).map(([url]) => url.replace('PORT', String(port)))
  for (const to of [...targets, 'file:///etc/passwd', `//127.0.0.1:${port}/hit`, 'ws://api.test/', 'http://api.test:8/', 'data:,x']) {
    const failure = await failureOf(fetchText(plugin, `http://api.test:${port}/redirect?to=${encodeURIComponent(to)}`))
    assert.match(failure, /^(NotCapable|TypeError): /, to)
  }
  assert.deepEqual([...new Set(hits)], ['/redirect'])
})

test('T58: a redirect in ten hops is held at the hop that is not granted', async (t) => {
  const { hits, port, plugin } = await corpus(t)
  let url = `http://127.0.0.1:${port}/hit`
  for (let hop = 0; hop < 10; hop += 1) url = `http://api.test:${port}/redirect?to=${encodeURIComponent(url)}`
  assert.match(await failureOf(fetchText(plugin, url)), /^NotCapable: Requires net access to "127/)
  assert.deepEqual(hits, Array(10).fill('/redirect'))
})

test('T57: a name that changes its address is asked once, and only the address that was checked is dialled', async (t) => {
  const { port, plugin } = await corpus(t)
  await fetchText(plugin, `http://rebind.test:${port}/first`)
  assert.deepEqual([plugin.lookedUp, plugin.dialled], [['rebind.test'], [`${PUBLIC}:${port}`]])
  const again = await failureOf(plugin.call('net.connect', [{ hostname: 'rebind.test', port, tls: false }]))
  assert.match(again, /^NotCapable: rebind\.test:\d+ is not at a public address/)
  assert.equal(plugin.dialled.length, 1)
})

test('T57: of several addresses only the public ones are dialled', async (t) => {
  const { port, plugin } = await corpus(t)
  await fetchText(plugin, `http://mixed.test:${port}/`)
  assert.deepEqual(plugin.dialled, [`${PUBLIC}:${port}`])
})

test('credentials stay with the origin they were for', async (t) => {
  const { port, plugin } = await corpus(t)
  const headers = [
    ['authorization', 'Bearer zzz'],
    ['cookie', 'a=b'],
    ['x-own', 'kept'],
  ] as const
  const to = (host: string) => `http://api.test:${port}/redirect?to=${encodeURIComponent(`http://${host}:${port}/echo`)}`
  const other = JSON.parse((await fetchText(plugin, to('other.test'), { headers })).text)
  const same = JSON.parse((await fetchText(plugin, to('api.test'), { headers })).text)
  assert.deepEqual(
    [other.authorization, other.cookie, other['x-own'], same.authorization, same.cookie],
    [undefined, undefined, 'kept', 'Bearer zzz', 'a=b'],
  )
})

test('T59: a body that unpacks to more than 100 MB ends the response', async (t) => {
  const { port, plugin } = await corpus(t)
  assert.match(await failureOf(fetchText(plugin, `http://api.test:${port}/gzipbomb`)), /^QuotaExceededError: .*longer than 100 MB/)
})

test('connections and sockets are held as requests are', async (t) => {
  const { hits, port, plugin } = await corpus(t)
  for (const hostname of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    'localhost',
    'localhost.',
    'internal.test',
  ]) {
    for (const tls of [false, true])
      assert.match(await failureOf(plugin.call('net.connect', [{ hostname, port, tls }])), /^NotCapable: /, hostname)
    const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname
    assert.match(await failureOf(plugin.call('ws.open', [{ url: `ws://${host}:${port}/`, protocols: [] }])), /^NotCapable: /, hostname)
  }
  for (const hostname of ['api.test/@127.0.0.1', 'a@127.0.0.1', '127.0.0.1#', 'fe80::1%lo', '', '127.0.0.1:80', ' ']) {
    assert.match(
      await failureOf(plugin.call('net.connect', [{ hostname, port, tls: false }])),
      /^(TypeError: Not a hostname|NotCapable)/,
      hostname,
    )
  }
  assert.deepEqual([hits, plugin.dialled], [[], []])
})

const inDigits = (text: string, digits: string) => text.replaceAll(/\d/g, (digit) => [...digits][Number(digit)] ?? digit)
const part = (value: number) =>
  fc.constantFrom(
    String(value),
    `0x${value.toString(16)}`,
    `0X${value.toString(16)}`,
    `0${value.toString(8)}`,
    `000${value.toString(8)}`,
    `0x000${value.toString(16)}`,
  )
const spelling = fc
  .oneof(
    fc.tuple(part(127), part(0), part(0), part(1)).map((parts) => parts.join('.')),
    fc.tuple(part(127), part(0), part(1)).map((parts) => parts.join('.')),
    fc.tuple(part(127), part(1)).map((parts) => parts.join('.')),
    part(0x7f000001),
    fc.integer({ min: 0x7f000000, max: 0x7fffffff }).chain(part),
  )
  .chain((text) =>
    fc.constantFrom(
      text,
      `${text}.`,
      text.replaceAll('.', '。'),
      inDigits(text, '⓪①②③④⑤⑥⑦⑧⑨'),
      inDigits(text, '０１２３４５６７８９'),
      encodeURIComponent(text).replaceAll('1', '%31'),
    ),
  )

test('T56: no spelling of 127.0.0.1 gets past a grant of other hosts, and each is what it is for a grant of it', async (t) => {
  const { port, plugin } = await corpus(t)
  const granted = createNetPlugin({ net: [`127.0.0.1:${port}`, '*.test'] })
  t.after(granted.end)
  await fc.assert(
    fc.asyncProperty(spelling, async (host) => {
      const url = `http://${host}:${port}/hit`
      assert.match(await failureOf(fetchText(plugin, url)), /^NotCapable: Requires net access to "127\./)
      if (new URL(url).hostname === '127.0.0.1') assert.equal((await fetchText(granted, url)).text, 'secret')
    }),
    { numRuns: 150 },
  )
  assert.deepEqual(plugin.dialled, [])
})
