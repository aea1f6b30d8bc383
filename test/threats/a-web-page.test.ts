import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { HANDSHAKE, open, statusOf } from '../serve/wire.ts'
import { createTarget } from './target.ts'

const { attack, target } = createTarget()
const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE']
const SOCKETS = ['/ws', '/streaming', '/streaming/overlay']
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** Requests that are made at once, no more than so many. */
async function inTurn<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = []
  for (let index = 0; index < items.length; index += 20) done.push(...(await Promise.all(items.slice(index, index + 20).map(make))))
  return done
}

attack(
  'T01: no route that the host has is read through a rebound name',
  { refuses: true, isAudited: true },
  async ({ routes, request, address }) => {
    const rebound = { Host: `evil.test:${address().port}`, Origin: `http://evil.test:${address().port}` }
    const lines = [...(await routes()).map(({ path }) => path), '/', '/dashboard.js', '/overlay/alerts/alerts', ...SOCKETS, '/nothing']
    const answers = await inTurn(
      lines,
      async (path) => [path, await request(`GET ${path}`, { ...rebound, ...target.bearer('admin') })] as const,
    )
    assert.deepEqual(
      answers.map(([path, answer]) => [path, statusOf(answer), /access-control/i.test(answer)]),
      lines.map((path) => [path, 421, false]),
    )
  },
)

attack(
  'T02: no route that the host has is written through a rebound name, with a key or a cookie',
  { refuses: true, isAudited: true },
  async ({ routes, ask, address, bearer }) => {
    const lines = (await routes()).filter(({ method }) => WRITES.includes(method))
    const headers = {
      Host: `evil.test:${address().port}`,
      'Content-Type': 'text/plain',
      Cookie: `showrunner_${address().port}=${target.host().keys.admin}`,
    }
    const statuses = await inTurn(lines, ({ method, path }) => ask(`${method} ${path}`, { ...headers, ...bearer('admin') }, '{}'))
    assert.deepEqual([lines.length > 20, [...new Set(statuses)]], [true, [421]])
  },
)

attack('T03: only the exact names of this machine are answered', { refuses: true }, async ({ ask, send, address }) => {
  const { port, host } = address()
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]
  const others = ['', '127.0.0.1', 'localhost.', `localhost.:${port}`, `127.0.0.1:${port}@evil`, `127.1:${port}`, `0.0.0.0:${port}`, 'a b']
  assert.deepEqual(
    await inTurn(ours, (Host) => ask('GET /health', { Host })),
    ours.map(() => 200),
  )
  const refused = await inTurn(others, (Host) => ask('GET /health', { Host }))
  assert.ok(
    refused.every((status) => [400, 421].includes(status)),
    String(refused),
  )
  const odd = [await ask('GET /health', { Host: null }), await ask('GET /health', { host }), await ask('GET http://evil.test/health')]
  assert.deepEqual([...odd, statusOf(await send('GET /health HTTP/1.0\r\n\r\n'))], [400, 421, 421, 421])
})

attack(
  'T04: no route takes a form, a plain text, or anything of a page of another origin',
  { refuses: true, isAudited: true },
  async ({ routes, ask, bearer }) => {
    const lines = (await routes()).filter(({ method }) => WRITES.includes(method))
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      null,
      'application/x-json',
      'application/json; charset=utf-7',
    ]
    const attempts = lines.flatMap(({ method, path }) => types.map((type) => ({ line: `${method} ${path}`, type })))
    const statuses = await inTurn(attempts, ({ line, type }) => ask(line, { ...bearer('admin'), 'Content-Type': type }, '{}'))
    const foreign = await inTurn(lines, ({ method, path }) =>
      ask(`${method} ${path}`, { ...bearer('admin'), ...JSON_TYPE, Origin: 'http://evil.test' }, '{}'),
    )
    assert.deepEqual([[...new Set(statuses)], [...new Set(foreign)]], [[415], [403]])
  },
)

attack(
  'T05: no reading of an address that only takes writes changes anything, whatever it says of its method',
  { refuses: true },
  async ({ routes, ask, bearer }) => {
    const all = await routes()
    const readable = new Set(all.filter(({ method }) => method === 'GET').map(({ path }) => path))
    const paths = [...new Set(all.filter(({ path }) => !readable.has(path)).map(({ path }) => path))]
    const attempts = paths.flatMap((path) => [`GET ${path}`, `HEAD ${path}`, `GET ${path}?_method=DELETE`])
    const statuses = await inTurn(attempts, (line) => ask(line, { ...bearer('admin'), 'X-HTTP-Method-Override': 'POST' }))
    assert.ok(
      paths.length > 5 && statuses.every((status) => [400, 404, 405].includes(status)),
      JSON.stringify(attempts.map((line, n) => [line, statuses[n]]).filter(([, s]) => s !== 405)),
    )
  },
)

attack('T06: the origin null gets nothing, on the API and on every socket', { refuses: true, isAudited: true }, async ({ ask, bearer }) => {
  const statuses = [
    await ask('GET /status', { ...bearer('admin'), Origin: 'null' }),
    await ask('GET /api/events/stream', { ...bearer('admin'), Origin: 'null' }),
    ...(await inTurn(SOCKETS, (path) => ask(`GET ${path}`, { ...HANDSHAKE, ...bearer('admin'), Origin: 'null' }))),
  ]
  assert.deepEqual(statuses, [403, 403, 403, 403, 403])
})

attack('T07: what the browser calls foreign is refused on every route', { refuses: true }, async ({ routes, ask, bearer }) => {
  const lines = (await routes()).filter(({ method, path }) => method === 'GET' && path !== '/health')
  const statuses = await inTurn(lines, ({ path }) => ask(`GET ${path}`, { ...bearer('admin'), 'Sec-Fetch-Site': 'cross-site' }))
  assert.deepEqual([...new Set(statuses)], [403])
  assert.deepEqual(await inTurn(['same-origin', 'none'], (site) => ask('GET /', { 'Sec-Fetch-Site': site })), [200, 200])
})

attack('T08: no preflight is promised anything, on any route', { refuses: true }, async ({ routes, request }) => {
  const paths = [...new Set((await routes()).map(({ path }) => path))]
  const asks = {
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Private-Network': 'true',
    'Access-Control-Request-Local-Network': 'true',
  }
  const answers = await inTurn(paths, (path) => request(`OPTIONS ${path}`, { ...asks, Origin: 'http://evil.test' }))
  assert.deepEqual([...new Set(answers.map((answer) => `${statusOf(answer)} ${/access-control/i.test(answer)}`))], ['403 false'])
})

attack(
  'T09: a page of another origin gets no socket, with or without a key, and no anonymous one either',
  { refuses: true, isAudited: true },
  async ({ ask, bearer }) => {
    const origins = ['http://evil.test', 'http://localhost:5173', 'https://evil.test', 'file://']
    const attempts = SOCKETS.flatMap((path) =>
      origins.flatMap((Origin) =>
        [{}, bearer('admin'), bearer('overlay')].map((key) => ({ path, headers: { ...HANDSHAKE, ...key, Origin } })),
      ),
    )
    const statuses = await inTurn(attempts, ({ path, headers }) => ask(`GET ${path}`, headers))
    assert.deepEqual(
      [[...new Set(statuses)], target.host().status().clients],
      [[403], { websockets: 0, streams: 0, channels: 0, overlays: [] }],
    )
  },
)

attack('T10: a socket needs a key; a key in the address opens nothing', { refuses: true }, async ({ ask }) => {
  const { admin } = target.host().keys
  const statuses = await inTurn(['/ws', '/streaming', `/ws?key=${admin}`, `/streaming?token=${admin}`], (path) =>
    ask(`GET ${path}`, HANDSHAKE),
  )
  assert.deepEqual([...statuses, await ask('GET /ws', { ...HANDSHAKE, Authorization: 'Bearer wrong' })], [401, 401, 401, 401, 401])
})

attack('T11, T12: the host listens on this machine only', {}, async ({ address, ask }) => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
  )
  for (const { address: other } of addresses) await assert.rejects(open(address().port, other))
  await assert.rejects(open(address().port, '::1'))
  assert.equal(await ask('GET /health', { Host: `0.0.0.0:${address().port}` }), 421)
})

attack('T13: no page of the dashboard can be framed', {}, async ({ request }) => {
  const answers = await inTurn(['/', '/api/docs'], (path) => request(`GET ${path}`))
  for (const answer of answers) assert.match(answer, /content-security-policy: [^\r]*frame-ancestors 'none'/i)
})

attack(
  'T14: a page that looks who is there learns nothing, and no answer tells what runs here',
  { refuses: true },
  async ({ routes, request }) => {
    const foreign = await request('GET /health', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' })
    assert.ok([403, 421].includes(statusOf(foreign)))
    const answers = await inTurn([...(await routes()).map(({ path }) => path), '/nothing'], (path) => request(`GET ${path}`))
    for (const answer of answers) assert.doesNotMatch(answer.split('\r\n\r\n')[0] ?? '', /x-powered-by|^server:|node|hono/im)
    assert.deepEqual(JSON.parse((await request('GET /health')).split('\r\n\r\n')[1] ?? ''), { status: 'ok' })
  },
)

attack(
  'T15: a key that is in an address is in no answer, no redirect and no header that a browser sends on',
  { refuses: true },
  async ({ request }) => {
    const { overlay } = target.host().keys
    const answers = await inTurn(['/', '/overlay/alerts', '/overlay/alerts/alerts', '/overlay/alerts/', '/status', '/nothing/'], (path) =>
      request(`GET ${path}?key=${overlay}&token=${overlay}`),
    )
    for (const answer of answers) {
      assert.ok(!answer.includes(overlay), answer)
      assert.match(answer, /referrer-policy: no-referrer/i)
    }
  },
)
