import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGuard, hostsOf } from '../../core/serve/guard.ts'
import { LIMITS } from '../../core/serve/limits.ts'

test("guard knows this machine by its port, and the operator's names with and without one", () => {
  assert.deepEqual([...hostsOf(3000, ['Stream-PC.lan'])].sort(), [
    '127.0.0.1:3000',
    '[::1]:3000',
    'localhost:3000',
    'stream-pc.lan',
    'stream-pc.lan:3000',
  ])
})

test('guard knows this machine without a port where browsers leave it out', () => {
  assert.deepEqual([...hostsOf(80, [])].sort(), ['127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:80', 'localhost', 'localhost:80'])
})

test('guard lets a page of its own through, also behind a proxy that adds TLS', () => {
  const guard = createGuard({ hosts: hostsOf(3000, ['show.example']), limits: LIMITS })
  const ask = (host: string, origin: string) => guard({ method: 'GET', url: '/status', rawHeaders: ['Host', host, 'Origin', origin] })?.code
  assert.deepEqual(
    [
      ask('localhost:3000', 'http://localhost:3000'),
      ask('show.example', 'https://show.example'),
      ask('localhost:3000', 'http://127.0.0.1:3000'),
    ],
    [undefined, undefined, 'ORIGIN_REFUSED'],
  )
})

test('guard lets an id with a colon through below /api, written either way, and nothing else that is encoded', () => {
  const guard = createGuard({ hosts: hostsOf(3000, []), limits: LIMITS })
  const ask = (url: string) => guard({ method: 'GET', url, rawHeaders: ['Host', 'localhost:3000'] })?.code
  assert.deepEqual(['/api/viewers/simulated:luna', '/api/viewers/simulated%3Aluna/notes'].map(ask), [undefined, undefined])
  const refused = ['/overlay/alerts:x', '/api/viewers/%2e%2e', '/api/viewers/a%2Fb', '/api/viewers/a:', '/api/viewers/a%3A..', '/api/:a']
  assert.deepEqual(refused.map(ask), Array(refused.length).fill('NOT_FOUND'))
})

test('T04: guard lets a request without a body through where a key is shown, as no page of elsewhere can', () => {
  const guard = createGuard({ hosts: hostsOf(3000, []), limits: LIMITS })
  const ask = (method: string, ...headers: readonly string[]) =>
    guard({ method, url: '/api/sessions/7/end', rawHeaders: ['Host', 'localhost:3000', ...headers] })?.code
  const key = ['Authorization', 'Bearer sr_some']
  assert.deepEqual([ask('POST', ...key), ask('POST', ...key, 'Content-Length', '0'), ask('DELETE')], [undefined, undefined, undefined])
  const refused = [
    ask('POST'),
    ask('POST', 'Cookie', 'showrunner-3000=some', 'Content-Length', '0'),
    ask('POST', ...key, 'Content-Length', '2'),
    ask('POST', ...key, 'Transfer-Encoding', 'chunked'),
    ask('POST', ...key, 'Content-Type', 'text/plain'),
  ]
  assert.deepEqual(refused, Array(refused.length).fill('BODY_TYPE_REFUSED'))
})

/** What the guard says of a request for this path with these headers. */
function asker(limits = LIMITS) {
  const guard = createGuard({ hosts: hostsOf(3000, []), limits })
  return (method: string, url: string, ...headers: readonly string[]) =>
    guard({ method, url, rawHeaders: ['Host', 'localhost:3000', ...headers] })?.code
}

test('guard reads a host in any case, and takes no target that is the address of another', () => {
  const guard = createGuard({ hosts: hostsOf(3000, []), limits: LIMITS })
  const ask = (url: string, host: string) => guard({ method: 'GET', url, rawHeaders: ['Host', host] })?.code
  assert.deepEqual(
    [ask('/status', 'LocalHost:3000'), ask('http://elsewhere/status', 'localhost:3000'), ask('/status', 'localhost:3001')],
    [undefined, 'HOST_REFUSED', 'HOST_REFUSED'],
  )
})

test('guard takes as many headers and as long a body as its limits say, and no more', () => {
  const ask = asker({ ...LIMITS, headers: 3, bodyBytes: 10 })
  const json = (...length: readonly string[]) => ask('POST', '/api/x', 'Content-Type', 'application/json', ...length)
  assert.deepEqual(
    [json('Content-Length', '10'), json('Content-Length', '11'), json('A', '1', 'B', '2')],
    [undefined, 'BODY_TOO_LARGE', 'HEADERS_TOO_LARGE'],
  )
})

test('T04: guard takes JSON as it is, and nothing that is packed', () => {
  const packed = ['Content-Type', 'application/json', 'Content-Encoding', 'gzip']
  assert.equal(asker()('POST', '/api/x', ...packed), 'BODY_TYPE_REFUSED')
})

test('T04: guard refuses what a browser says another site asked for, the site next door among them, also without an Origin', () => {
  const from = (site: string, ...more: readonly string[]) => asker()('GET', '/api/status', 'Sec-Fetch-Site', site, ...more)
  assert.deepEqual(
    ['same-origin', 'none', 'same-site', 'cross-site'].map((site) => from(site)),
    [undefined, undefined, 'ORIGIN_REFUSED', 'ORIGIN_REFUSED'],
  )
  assert.equal(from('cross-site', 'Origin', 'http://localhost:3000'), 'ORIGIN_REFUSED')
})

test('T04: guard lets pages without an origin load what overlays are made of, and nothing else', () => {
  const ask = asker()
  const apart = ['Origin', 'null', 'Sec-Fetch-Site', 'cross-site']
  const part = (dest: string) => ask('GET', '/overlay/alerts', 'Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Dest', dest)
  assert.deepEqual(
    [ask('GET', '/overlay/alerts', ...apart), ask('HEAD', '/blobs/x', ...apart), part('image'), part('iframe')],
    [undefined, undefined, undefined, undefined],
  )
  const refused = [
    ask('GET', '/api/status', ...apart),
    ask('POST', '/overlay/alerts', ...apart, 'Content-Type', 'application/json'),
    ask('GET', '/overlay/alerts', 'Origin', 'https://elsewhere.example', 'Sec-Fetch-Dest', 'image'),
    ask('GET', '/overlay/alerts', ...apart, 'Origin', 'https://elsewhere.example'),
    part('empty'),
  ]
  assert.deepEqual(refused, Array(refused.length).fill('ORIGIN_REFUSED'))
})

test('T04: guard lets a socket of a page without an origin through only with a key that it shows', () => {
  const key = ['Sec-WebSocket-Protocol', 'showrunner, key.some']
  const upgrade = (...headers: readonly string[]) =>
    asker()('GET', '/ws', 'Upgrade', 'websocket', 'Sec-Fetch-Site', 'cross-site', ...headers)
  assert.deepEqual(
    [upgrade('Origin', 'null', ...key), upgrade('Origin', 'null'), upgrade(...key), upgrade('Origin', 'https://elsewhere.example', ...key)],
    [undefined, 'ORIGIN_REFUSED', 'ORIGIN_REFUSED', 'ORIGIN_REFUSED'],
  )
})

test('T04: guard lets another site send the browser back from a sign-in, to that one page, and let nothing else ask for it', () => {
  const ask = (method: string, url: string, mode: string, dest = 'document') =>
    asker()(method, url, 'Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', mode, 'Sec-Fetch-Dest', dest)
  assert.equal(ask('GET', '/login/sso/callback?state=x', 'navigate'), undefined)
  const refused = [
    ask('GET', '/login/sso/callback', 'no-cors'),
    ask('HEAD', '/login/sso/callback', 'navigate'),
    ask('GET', '/login/sso', 'navigate'),
    ask('GET', '/login/sso/callback', 'navigate', 'iframe'),
  ]
  assert.deepEqual(refused, Array(refused.length).fill('ORIGIN_REFUSED'))
})
