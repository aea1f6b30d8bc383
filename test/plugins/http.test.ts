import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { readAnswer } from '../../core/plugins/http-answer.ts'
import { createOperated } from '../support/operated.ts'

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: { title: { type: 'string', maxLength: 20 }, stars: { type: 'integer', default: 3 } },
}

const ROUTES = [
  { method: 'GET', path: '/', allow: ['admin', 'moderator', 'game'], summary: 'Lists notes' },
  { method: 'POST', path: '/', allow: ['admin', 'moderator'], summary: 'Adds a note', body },
  { method: 'GET', path: '/public/:name', allow: 'everyone', summary: 'Notes that all may see' },
  { method: 'GET', path: '/:id', allow: ['admin'], summary: 'One note' },
  { method: 'DELETE', path: '/:id', allow: ['admin'], summary: 'Removes a note' },
  { method: 'GET', path: '/:id/:how', allow: ['admin'], summary: 'Does something unusual' },
]

const CODE = `export default {
  on: { gift: () => {} },
  async fetch(request, host) {
    const { pathname, search } = new URL(request.url)
    const made = await host.kv.sum('made', request.method === 'POST' ? 1 : 0)
    if (pathname === '/odd/throws') throw new Error('a secret word')
    if (pathname === '/odd/never') return new Promise(() => {})
    if (pathname === '/odd/nothing') return 'text'
    if (pathname === '/odd/long') return new Response('x'.repeat(140_000))
    if (pathname === '/odd/headers')
      return new Response('<b>hi</b>', {
        status: 202,
        headers: { 'content-type': 'text/html', 'set-cookie': 'a=b', location: 'https://evil.test', 'access-control-allow-origin': '*', 'retry-after': '7' },
      })
    if (pathname === '/odd/script') return new Response('alert(1)', { headers: { 'content-type': 'text/javascript' } })
    if (request.method === 'DELETE') return new Response(null, { status: 204 })
    const headers = Object.fromEntries(request.headers)
    const status = request.method === 'POST' ? 201 : 200
    return Response.json(
      { method: request.method, pathname, search, made, headers, sent: request.method === 'POST' ? await request.json() : null },
      { status, headers: status === 201 ? { location: '/api/dummy/1' } : {} },
    )
  },
}`

const NOTES = { manifest: { http: { mount: '/api/dummy', routes: ROUTES } }, files: { 'plugin.ts': CODE } }
const { mount: _, ...BELOW } = NOTES.manifest.http

/** `dummy` comes with Showrunner by its name, `notes` is a stranger's. */
async function started(t: Parameters<typeof createOperated>[0]) {
  const operated = await createOperated(t)
  await operated.shipped.write('dummy', NOTES)
  await operated.write('notes', { manifest: { http: BELOW }, files: NOTES.files })
  const host = await operated.start()
  const bare = (path: string, init?: RequestInit) => fetch(host.url + path, init)
  const keyed = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })
  return { ...operated, host, bare, keyed }
}

test('a plugin answers its routes below /plugins, and one that comes with Showrunner at its mount too', async (t) => {
  const { host } = await started(t)
  const made = await host.ask('POST', '/api/dummy?why=fun', { title: 'hola' }, host.keys.moderator)
  assert.deepEqual(made, {
    status: 201,
    body: {
      ...{ method: 'POST', pathname: '/', search: '?why=fun', made: 1 },
      headers: {
        ...{ accept: '*/*', 'accept-language': '*', 'content-type': 'application/json' },
        ...{ 'showrunner-body-checked': 'true', 'showrunner-role': 'moderator' },
      },
      sent: { title: 'hola', stars: 3 },
    },
  })
  const asGame = { headers: { authorization: `Bearer ${host.keys.game}` } }
  assert.equal(Object(await (await fetch(`${host.url}/plugins/dummy`, asGame)).json()).pathname, '/')
  assert.equal((await host.ask('GET', '/plugins/notes/7')).body.pathname, '/7')
  assert.equal((await fetch(`${host.url}/plugins/notes/7`, { method: 'DELETE', headers: asAdmin(host) })).status, 204)
  assert.equal((await fetch(`${host.url}/plugins/notes`, { method: 'HEAD', ...asGame })).status, 200)
})

const asAdmin = ({ keys }: { readonly keys: { readonly admin: string } }) => ({ authorization: `Bearer ${keys.admin}` })

test('who may ask is what the manifest says, and the guard stands in front as everywhere', async (t) => {
  const { host, bare, keyed } = await started(t)
  const asked = await Promise.all([
    bare('/api/dummy'),
    bare('/api/dummy', keyed('wrong')),
    bare('/api/dummy', keyed(host.keys.overlay)),
    bare('/api/dummy/7', keyed(host.keys.moderator)),
    bare('/plugins/notes/public/ana'),
    bare('/api/dummy/public/ana', { headers: { origin: 'http://evil.test' } }),
  ])
  assert.deepEqual(
    asked.map(({ status }) => status),
    [401, 401, 403, 403, 200, 403],
  )
  const [first, , , , open] = asked
  assert.equal(first?.headers.get('content-type'), 'application/problem+json')
  const { headers } = Object(await open?.json())
  assert.deepEqual(
    [headers['showrunner-role'], headers.authorization, headers.cookie, headers.host],
    ['everyone', undefined, undefined, undefined],
  )
})

test('what is no route is not there, and a route with another method says so', async (t) => {
  const { host } = await started(t)
  const codes = async (method: string, path: string) => {
    const { status, body } = await host.ask(method, path, method === 'GET' ? undefined : {})
    return [status, body.code]
  }
  assert.deepEqual(await codes('GET', '/plugins/dummy/a/b/c'), [404, 'NOT_FOUND'])
  assert.deepEqual(await codes('GET', '/plugins/ghost'), [404, 'NOT_FOUND'])
  assert.deepEqual(await codes('GET', '/api/notes'), [404, 'NOT_FOUND'])
  assert.deepEqual(await codes('PUT', '/api/dummy'), [405, 'METHOD_REFUSED'])
})

test('a body that the route does not describe reaches no plugin', async (t) => {
  const { host } = await started(t)
  const wrong = await host.ask('POST', '/api/dummy', { title: 'x'.repeat(21) })
  assert.deepEqual([wrong.status, wrong.body.code, wrong.body.path], [422, 'BODY_INVALID', '/title'])
  const long = await host.ask('POST', '/api/dummy', { title: 'x'.repeat(70_000) })
  assert.deepEqual([long.status, long.body.code], [413, 'BODY_TOO_LARGE'])
  assert.equal((await host.ask('GET', '/api/dummy')).body.made, 0)
})

test('a change that is sent twice with one Idempotency-Key reaches the plugin once', async (t) => {
  const { host } = await started(t)
  const send = () =>
    fetch(`${host.url}/api/dummy`, {
      method: 'POST',
      headers: { ...asAdmin(host), 'content-type': 'application/json', 'idempotency-key': 'one' },
      body: '{"title":"a"}',
    })
  const [first, second] = [await send(), await send()]
  assert.deepEqual([first.status, second.status, second.headers.get('idempotency-replayed')], [201, 201, 'true'])
  assert.deepEqual([first.headers.get('location'), second.headers.get('location')], ['/api/dummy/1', '/api/dummy/1'])
  assert.deepEqual(await first.json(), await second.json())
  assert.equal((await host.ask('GET', '/api/dummy')).body.made, 1)
})

test('T71: what a plugin answers has no powers on our origin: no cookie, no script, no address elsewhere', async (t) => {
  const { host } = await started(t)
  const answer = await fetch(`${host.url}/plugins/notes/odd/headers`, { headers: asAdmin(host) })
  const { date: _, connection: __, 'keep-alive': ___, ...headers } = Object.fromEntries(answer.headers)
  assert.deepEqual([answer.status, await answer.text()], [202, '<b>hi</b>'])
  assert.deepEqual(headers, {
    'cache-control': 'no-store',
    'content-length': '9',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'content-type': 'text/html',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'retry-after': '7',
    'x-content-type-options': 'nosniff',
  })
  const script = await fetch(`${host.url}/plugins/notes/odd/script`, { headers: asAdmin(host) })
  assert.equal(script.headers.get('content-type'), 'text/plain; charset=utf-8')
})

test('T71: a browser is sent nowhere else in the name of this host, however the address is written', () => {
  const sent = (location: string) =>
    readAnswer(JSON.stringify({ status: 302, headers: [['location', location]], body: '' })).headers.location
  const own = ['/', '/api/dummy/1', '/a?to=//evil.test', '/a/../b', '/%09/evil.test']
  assert.deepEqual(own.map(sent), own)
  const others = [
    'https://evil.test',
    '//evil.test',
    '/\\evil.test',
    '/\t/evil.test',
    '/\t\\evil.test',
    '\t//evil.test',
    '//',
    'evil',
    '',
    `/${'x'.repeat(1000)}`,
  ]
  assert.deepEqual(
    others.map(sent),
    others.map(() => undefined),
  )
})

test('a plugin that throws, or answers what is no answer, is named with 500, and the log says where and not what', async (t) => {
  const { host, lines } = await started(t)
  for (const how of ['throws', 'nothing', 'long']) {
    const { status, body: problem } = await host.ask('GET', `/plugins/notes/odd/${how}`)
    assert.deepEqual([status, problem.code], [500, 'PLUGIN_FAILED'])
    assert.equal(problem.detail, 'notes failed to answer GET /plugins/notes/:id/:how; the log says where')
  }
  const told = lines.filter((line) => line.includes('A plugin failed to answer a request'))
  assert.match(String(told[0]), /plugins\/notes\/plugin\.ts:6:\d+/)
  assert.ok(told.every((line) => !line.includes('secret')))
})

test('a plugin that never answers is given up at its own time limit, and has at most 100 requests to answer', async (t) => {
  const { host, drop } = await started(t)
  await drop('slug', { manifest: { timeoutMs: 4000, http: BELOW }, files: NOTES.files })
  await host.heard(/^slug runs/)
  const asked = await Promise.all(Array.from({ length: 101 }, () => host.ask('GET', '/plugins/slug/odd/never')))
  const codes = asked.map(({ status, body: problem }) => `${status} ${problem.code}`).sort()
  assert.deepEqual([...new Set(codes)], ['500 PLUGIN_FAILED', '503 UNAVAILABLE'])
  assert.equal(codes.filter((code) => code.startsWith('503')).length, 1)
  assert.equal((await host.ask('GET', '/plugins/slug/7')).status, 200)
})

test('a plugin that does not run answers 503 with why', async (t) => {
  const { host } = await started(t)
  assert.equal((await host.ask('POST', '/api/plugins/notes/disable', {})).status, 200)
  const { status, body: problem } = await host.ask('GET', '/plugins/notes/7')
  assert.deepEqual([status, problem.code, problem.detail], [503, 'UNAVAILABLE', 'notes is disabled (Switched off)'])
})

test('the document of the API and the table of roles have what plugins answer, once, and the document is valid', async (t) => {
  const { host } = await started(t)
  const { body: document } = await host.ask('GET', '/api/openapi.json')
  const { valid, errors } = await new Validator().validate(document)
  assert.deepEqual([valid, errors], [true, undefined])
  const { paths } = Object(document)
  const post = paths['/api/dummy'].post
  assert.deepEqual(
    [post.operationId, post.summary, post['x-roles'], post.requestBody.content['application/json'].schema],
    ['dummyPost', 'Adds a note', ['admin', 'moderator'], body],
  )
  assert.deepEqual([paths['/plugins/dummy'], paths['/plugins/notes/{id}'].delete.operationId], [undefined, 'notesDeleteById'])
  const { routes } = Object((await host.ask('GET', '/api/roles')).body)
  const open = routes.filter(({ path, allow }: Record<string, unknown>) => String(path).includes('public') && allow === 'everyone')
  assert.deepEqual(
    open.map(({ path }: Record<string, unknown>) => path),
    ['/api/dummy/public/{name}', '/plugins/notes/public/{name}'],
  )
})

test('T71: a mount is refused with one sentence to a stranger, where Showrunner answers, and where another plugin does', async (t) => {
  const { shipped, write, start } = await createOperated(t)
  const routes = [{ method: 'GET', path: '/', allow: 'everyone', summary: 'Says something' }]
  await shipped.write('dummy', { manifest: { http: { mount: '/api/tips', routes } } })
  await shipped.write('slow', { manifest: { http: { mount: '/api/slow', routes } } })
  await write('notes', { manifest: { http: { mount: '/api/notes', routes } } })
  const host = await start()
  const why = async (id: string) => (await host.show(id)).detail
  assert.equal(
    await why('dummy'),
    'plugins/dummy/plugin.manifest.json: "http.mount" is /api/tips, where Showrunner itself answers; take another',
  )
  const sentence = 'is only for plugins that come with Showrunner; leave it out, the routes are found below /plugins/notes'
  assert.equal(await why('notes'), `plugins/notes/plugin.manifest.json: "http.mount" ${sentence}`)
  assert.equal((await host.ask('GET', '/api/notes')).status, 404)
  await shipped.drop('verbose', { manifest: { http: { mount: '/api/slow', routes } } })
  await host.heard(/^plugins\/verbose\/plugin\.manifest\.json|^verbose: /)
  assert.equal(
    await why('verbose'),
    'plugins/verbose/plugin.manifest.json: "http.mount" is /api/slow, which slow has already; take another',
  )
})

test('what is wrong with routes is one sentence with its place', async (t) => {
  const { write, start } = await createOperated(t)
  const route = { method: 'GET', path: '/:id', allow: 'everyone', summary: 'Says something' }
  await write('twice', { manifest: { http: { routes: [route, { ...route, path: '/:name' }] } } })
  await write('bodied', { manifest: { http: { routes: [{ ...route, body: {} }] } } })
  await write('schema', { manifest: { http: { routes: [{ ...route, method: 'POST', body: { type: 'text' } }] } } })
  const host = await start()
  const why = async (id: string) => String((await host.show(id)).detail)
  assert.match(await why('twice'), /"http\.routes\.1" is GET \/:name a second time; keep one of the two$/)
  assert.match(await why('bodied'), /"http\.routes\.0" has a body, and a GET has none; take another method, or leave "body" out$/)
  assert.match(await why('schema'), /"http\.routes\.0" has a "body" that is no good schema: /)
})
