import assert from 'node:assert/strict'
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { eventAt, KEYS, type Served, serve } from './served.ts'
import { ask, exchange, HANDSHAKE, head, statusOf } from './wire.ts'

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` })
const postJson = (served: Served, path: string, body: string, headers: Record<string, string> = bearer(KEYS.admin)) =>
  fetch(served.server.url + path, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })

const TABLE = {
  //                                   none admin moderator game overlay
  'GET /health': [200, 200, 200, 200, 200],
  'GET /': [200, 200, 200, 200, 200],
  'GET /dashboard.js': [200, 200, 200, 200, 200],
  'GET /overlay/alerts/alerts': [200, 200, 200, 200, 200],
  'GET /overlay/alerts/alerts.js': [200, 200, 200, 200, 200],
  'GET /status': [401, 200, 200, 200, 403],
  'GET /api/logs': [401, 200, 200, 200, 403],
  'POST /api/simulate/gift': [401, 201, 201, 403, 403],
  'GET /ws': [401, 400, 400, 400, 400],
  'GET /api/plugins': [401, 200, 403, 403, 403],
  'GET /api/plugins/tts': [401, 404, 403, 403, 403],
  'POST /api/plugins/tts/approve': [401, 404, 403, 403, 403],
  'POST /api/plugins/tts/revoke': [401, 404, 403, 403, 403],
  'POST /api/plugins/tts/enable': [401, 404, 403, 403, 403],
  'POST /api/plugins/tts/disable': [401, 404, 403, 403, 403],
  'POST /api/plugins/tts/reload': [401, 404, 403, 403, 403],
  'POST /api/plugins/tts/restart': [401, 404, 403, 403, 403],
  'GET /api/plugins/tts/settings': [401, 404, 403, 403, 403],
  'PUT /api/plugins/tts/settings': [401, 404, 403, 403, 403],
  'GET /api/actions': [401, 200, 200, 403, 403],
  'POST /api/actions/tts.say': [401, 404, 404, 403, 403],
  'GET /api/sessions': [401, 200, 200, 403, 403],
  'GET /api/sessions/1': [401, 404, 404, 403, 403],
  'POST /api/sessions/1/replay': [401, 404, 403, 403, 403],
  'GET /api/replays': [401, 200, 200, 403, 403],
  'DELETE /api/replays/1': [401, 404, 404, 403, 403],
  'GET /api/dead-letters': [401, 200, 200, 403, 403],
  'GET /api/dead-letters/1': [401, 404, 404, 403, 403],
  'POST /api/dead-letters/replay': [401, 422, 422, 403, 403],
  'DELETE /api/dead-letters': [401, 422, 403, 403, 403],
  'GET /api/anything': [404, 404, 404, 404, 404],
} as const

test('each route answers each role as the table says', async (context) => {
  const served = await serve(context)
  const keys = [null, KEYS.admin, KEYS.moderator, KEYS.game, KEYS.overlay]
  const body = { 'Content-Type': 'application/json', 'Content-Length': '2' }
  for (const [line, expected] of Object.entries(TABLE)) {
    const [headers, text] = /^(POST|PUT|DELETE)/.test(line) ? [body, '{}'] : [{}, '']
    const statuses = await Promise.all(keys.map((key) => ask(served, line, { ...headers, Authorization: key && `Bearer ${key}` }, text)))
    assert.deepEqual([line, statuses], [line, [...expected]])
  }
})

test('what a client says of its own role is not believed', async (context) => {
  const served = await serve(context)
  const claims = { ...bearer(KEYS.overlay), 'X-Scopes': 'admin', 'X-Role': 'admin', 'X-Forwarded-User': 'admin' }
  assert.equal(await ask(served, 'GET /status?role=admin&scope=admin', claims), 403)
})

test('a key is only taken whole, from one header', async (context) => {
  const served = await serve(context)
  const wrong = [`Bearer ${KEYS.admin} x`, `Basic ${KEYS.admin}`, KEYS.admin, 'Bearer ', `Bearer ${'x'.repeat(10_000)}`, 'Bearer \xe4']
  for (const Authorization of wrong)
    assert.deepEqual([Authorization, await ask(served, 'GET /status', { Authorization })], [Authorization, 401])
  assert.equal(await ask(served, 'GET /status', { Authorization: `Bearer ${KEYS.admin}`, authorization: 'Bearer x' }), 401)
})

test('logs are the newest events, newest first, as many as asked for', async (context) => {
  const served = await serve(context)
  served.commit(150)
  const logs = async (query: string) => {
    const answer = await fetch(`${served.server.url}/api/logs${query}`, { headers: bearer(KEYS.game) })
    return { status: answer.status, body: Object(await answer.json()) }
  }
  assert.deepEqual(await logs('?limit=2'), { status: 200, body: { events: [eventAt(150), eventAt(149)] } })
  assert.equal((await logs('')).body.events.length, 100)
  for (const limit of ['0', '-1', '1.5', '1001', 'x', '', '1e99'])
    assert.deepEqual([limit, (await logs(`?limit=${limit}`)).status], [limit, 400])
})

test('a simulated event is handed on with its type and its input, and answered as accepted', async (context) => {
  const served = await serve(context)
  const answer = await postJson(served, '/api/simulate/gift', '{"payload":{"giftName":"Rose"}}', bearer(KEYS.moderator))
  assert.deepEqual([answer.status, await answer.json()], [201, { event: eventAt(1) }])
  assert.deepEqual(served.simulated, [{ eventType: 'gift', input: { payload: { giftName: 'Rose' } } }])
})

test('an event that is not valid is answered with 422 and the path of the field', async (context) => {
  const answer = await postJson(await serve(context), '/api/simulate/nothing', '')
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  assert.deepEqual(await answer.json(), {
    type: 'about:blank',
    title: 'The event is not valid',
    status: 422,
    code: 'EVENT_INVALID',
    detail: 'There is no such event type',
    path: '/eventType',
  })
})

test('a store that is full is answered with 503 and a time to come back', async (context) => {
  const simulate = () => Promise.reject(new HostError('STORE_FULL', 'The disk is full', { path: '/secret/place' }))
  const answer = await postJson(await serve(context, { parts: { simulate } }), '/api/simulate/gift', '{}')
  assert.deepEqual([answer.status, answer.headers.get('retry-after'), /secret/.test(await answer.text())], [503, '1', false])
})

test('a fault of the host is answered with 500, without a word of what it was, which the log tells', async (context) => {
  const status = () => {
    throw new Error('secret thing at /secret/place')
  }
  const served = await serve(context, { parts: { status } })
  const answer = await exchange(served.port, head(served, 'GET /status', bearer(KEYS.admin)))
  assert.deepEqual(
    [statusOf(answer), /secret|\.ts/.test(answer), served.lines.filter((line) => line.includes('secret thing')).length],
    [500, false, 1],
  )
})

test('a page is asked for again each time, and sent again only when it changed', async (context) => {
  const served = await serve(context)
  const path = `${served.server.url}/overlay/alerts/alerts`
  const first = await fetch(path)
  const same = await fetch(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
  const file = joinPath(served.folder, 'overlay', 'alerts.html')
  await writeFile(file, '<!doctype html>new')
  await utimes(file, 1, 1)
  const changed = await fetch(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
  assert.deepEqual([first.headers.get('cache-control'), first.headers.get('content-type')], ['no-cache', 'text/html; charset=utf-8'])
  assert.deepEqual([first.status, same.status, changed.status, await changed.text()], [200, 304, 200, '<!doctype html>new'])
})

test('what a page names beside it is found, since the page has no slash at its end', async (context) => {
  const served = await serve(context)
  const page = await fetch(`${served.server.url}/overlay/alerts/alerts/`)
  const script = await fetch(new URL('alerts.js', page.url))
  const sound = await fetch(new URL('sounds/ding.mp3', page.url))
  const dashboard = await fetch(new URL('dashboard.js', `${served.server.url}/`))
  assert.deepEqual(
    [page, script, sound, dashboard].map(({ status, headers }) => [status, headers.get('content-type')]),
    [
      [200, 'text/html; charset=utf-8'],
      [200, 'text/javascript; charset=utf-8'],
      [200, 'audio/mpeg'],
      [200, 'text/javascript; charset=utf-8'],
    ],
  )
})

test('packages that lie beside a page are not there, nor by a link', async (context) => {
  const served = await serve(context)
  const overlay = joinPath(served.folder, 'overlay')
  await mkdir(joinPath(overlay, 'node_modules/some/deep'), { recursive: true })
  await writeFile(joinPath(overlay, 'node_modules/some/index.js'), 'secret')
  await writeFile(joinPath(overlay, 'node_modules/some/deep/page.html'), 'secret')
  await symlink('node_modules/some', joinPath(overlay, 'lib'))
  await writeFile(joinPath(overlay, 'node_modules.js'), 'mine')
  for (const path of ['node_modules/some/index.js', 'node_modules/some/deep/page.html', 'lib/index.js'])
    assert.deepEqual([path, await ask(served, `GET /overlay/alerts/${path}`)], [path, 404])
  assert.equal(await ask(served, 'GET /overlay/alerts/node_modules.js'), 200)
})

test('HEAD answers as GET does, without the body', async (context) => {
  const served = await serve(context)
  for (const path of ['/health', '/', '/overlay/alerts/alerts.js']) {
    const answer = await exchange(served.port, head(served, `HEAD ${path}`))
    assert.deepEqual([path, statusOf(answer), answer.split('\r\n\r\n')[1]], [path, 200, ''])
  }
})

test('a drawing opened on its own runs no script', async (context) => {
  const served = await serve(context)
  await writeFile(joinPath(served.folder, 'overlay', 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const answer = await fetch(`${served.server.url}/overlay/alerts/logo.svg`)
  assert.deepEqual(
    [answer.headers.get('content-type'), /default-src 'none'.*sandbox/.test(answer.headers.get('content-security-policy') ?? '')],
    ['image/svg+xml', true],
  )
})

test('every answer carries the headers that keep browsers strict', async (context) => {
  const served = await serve(context)
  const requests = [
    head(served, 'GET /'),
    head(served, 'GET /health'),
    head(served, 'GET /nothing'),
    head(served, 'GET /', { Host: 'evil.test' }),
    head(served, 'GET /ws', HANDSHAKE),
    'nonsense\r\n\r\n',
  ]
  for (const request of requests) {
    const answer = await exchange(served.port, request)
    for (const header of [
      'x-content-type-options: nosniff',
      'referrer-policy: no-referrer',
      'content-security-policy: ',
      'cache-control: no-',
    ]) {
      assert.ok(answer.toLowerCase().includes(header), `${request.split('\r\n')[0]} lacks ${header}`)
    }
  }
})
