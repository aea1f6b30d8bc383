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
