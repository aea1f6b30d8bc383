import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import type { TokenMade } from '../../schemas/types.ts'
import { openSigned } from '../access/opened.ts'
import { HANDSHAKE } from '../serve/wire.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { createTarget } from './target.ts'

const { attack, target } = createTarget()
const JSON_TYPE = { 'Content-Type': 'application/json' }
const HOUR_MS = 3_600_000

async function tokenOf(fields: object): Promise<TokenMade> {
  const headers = { authorization: `Bearer ${target.host().keys.admin}`, 'content-type': 'application/json' }
  const answer = await fetch(`${target.host().url}/api/tokens`, { method: 'POST', headers, body: JSON.stringify(fields) })
  assert.equal(answer.status, 201)
  return Object(await answer.json())
}

const send = (method: string, path: string, key: string, body: unknown = {}) =>
  fetch(target.host().url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(method !== 'GET' && { 'content-type': 'application/json' }) },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  })

/** Types of the answers to what a socket says, in order, without what it hears since it asked for it. */
async function saidTo(t: Parameters<typeof openSocket>[0], key: string, demands: readonly object[]) {
  const socket = await openSocket(t, target.host().url, { key, subscribe: { topics: [] } })
  for (const demand of demands) socket.socket.send(JSON.stringify(demand))
  const answers = () => socket.messages.slice(2).filter(({ type }) => type !== 'publish')
  await socket.until(() => answers().length >= demands.length)
  socket.socket.close()
  return answers().map(({ type, code }) => code ?? type)
}

attack(
  'T16: the key of one page hears its own plugin and no other, and is no other page',
  { isAudited: true, changes: true },
  async (_, t) => {
    const { key } = await tokenOf({ name: 'alerts', role: 'overlay', overlay: 'alerts/alerts' })
    const demands = [
      { type: 'subscribe', topics: ['alerts.*', 'alerts.alerts', 'host.panic'] },
      { type: 'subscribe', topics: ['other.*'] },
      { type: 'subscribe', topics: ['alerts.alerts', 'host.tip'] },
      { type: 'subscribe', topics: ['*'] },
      { type: 'subscribe', topics: ['alertsx.alerts'] },
      { type: 'subscribe', topics: [], overlay: 'alerts/other' },
      { type: 'subscribe', topics: [], overlay: 'other/alerts' },
    ]
    assert.deepEqual(await saidTo(t, key, demands), ['subscribed', ...Array(6).fill('FORBIDDEN')])
  },
)

attack(
  'T17: an overlay writes nothing, and hears no events, no names and no places of others',
  { refuses: true, isAudited: true },
  async ({ routes, ask, bearer }, t) => {
    const writes = (await routes()).filter(({ method, allow }) => method !== 'GET' && allow !== 'everyone')
    const mayNot = writes.filter(({ allow }) => !(allow as readonly string[]).includes('overlay'))
    const answers = mayNot.map(async ({ method, path }) => {
      const status = await ask(`${method} ${path.replaceAll('nothing', '1')}`, { ...bearer('overlay'), ...JSON_TYPE }, '{}')
      return `${status} ${method} ${path}`
    })
    assert.deepEqual(
      (await Promise.all(answers)).filter((answer) => !answer.startsWith('403')),
      [],
    )
    // All that it may do is to end its own session.
    assert.deepEqual(
      writes.filter((line) => !mayNot.includes(line)).map(({ path }) => path),
      ['/api/logout'],
    )
    const demands = [
      { type: 'subscribe', events: ['*'] },
      { type: 'subscribe', events: ['gift'] },
      { type: 'subscribe', topics: ['*'] },
      { type: 'subscribe', after: 0 },
      { type: 'subscribe', name: 'game' },
      { type: 'command', action: 'tts.say' },
      { type: 'publish', topic: 'alerts.alerts' },
    ]
    const said = await saidTo(t, target.host().keys.overlay, demands)
    assert.deepEqual(said, [...Array(5).fill('FORBIDDEN'), 'MESSAGE_INVALID', 'MESSAGE_INVALID'])
  },
)

attack(
  'T18: a moderator makes nobody an operator, and reads nothing that is the operator’s',
  { refuses: true, isAudited: true },
  async ({ ask, bearer }) => {
    const lines = [
      'POST /api/tokens',
      'POST /api/invites',
      'POST /api/login/links',
      'POST /api/tokens/key-admin/rotate',
      'POST /api/tokens/key-moderator/rotate',
      'DELETE /api/tokens/key-game',
      'PATCH /api/settings',
      'POST /api/plugins/alerts/approve',
      'PUT /api/plugins/alerts/settings',
      'POST /api/backups',
      'POST /api/viewers/erase',
      'GET /api/tokens',
      'GET /api/invites',
      'GET /api/audit',
      'GET /api/settings',
      'GET /api/plugins/alerts/settings',
      'GET /api/log',
      'GET /api/diagnostics',
      'GET /api/analytics/export?what=gifters',
    ]
    const statuses = await Promise.all(
      lines.map((line) =>
        ask(line, { ...bearer('moderator'), ...(line.startsWith('GET') ? {} : JSON_TYPE) }, line.startsWith('GET') ? '' : '{}'),
      ),
    )
    assert.deepEqual(
      statuses,
      lines.map(() => 403),
    )
  },
)

attack('T19: what a client says of its own role is not looked at', { refuses: true }, async ({ ask, request, bearer }) => {
  const claims = {
    'X-Scopes': 'admin',
    'X-Role': 'admin',
    'X-Forwarded-User': 'admin',
    'X-Remote-User': 'admin',
    'X-Api-Key': 'admin',
    Cookie: 'role=admin',
  }
  const asked = [
    await ask('GET /api/tokens?role=admin&scope=admin', { ...bearer('game'), ...claims }),
    await ask('POST /api/tokens', { ...bearer('game'), ...claims, ...JSON_TYPE }, '{"name":"a","role":"admin"}'),
    await ask('GET /api/tokens', claims),
    await ask('POST /api/login', { ...claims, ...JSON_TYPE }, '{"role":"admin","key":"x"}'),
  ]
  const me = await request('GET /api/me', { ...bearer('game'), ...claims })
  const protocol = { ...HANDSHAKE, ...bearer('game'), ...claims, 'Sec-WebSocket-Protocol': 'showrunner, role.admin' }
  assert.deepEqual([asked, /"role":"game"/.test(me)], [[403, 403, 401, 422], true])
  const socket = new WebSocket(`${target.host().url.replace('http', 'ws')}/ws?role=admin`, ['showrunner', 'role.admin'], {
    headers: { ...bearer('game'), 'X-Scopes': 'admin' },
  })
  const [hello] = await once(socket, 'message')
  socket.close()
  await once(socket, 'close')
  assert.deepEqual([JSON.parse(String(hello)).role, 'Sec-WebSocket-Protocol' in protocol], ['game', true])
})

test('T21: keys have at least 128 bits, and of what was made nothing but a hash is kept', async (t) => {
  const host = await openSigned(t)
  const made = await host.ask('POST', '/api/tokens', { key: host.keys.admin, body: { name: 'a', role: 'game' } })
  const invite = await host.ask('POST', '/api/invites', { key: host.keys.admin, body: { name: 'a' } })
  const code = await host.linkCode()
  const { cookie } = await host.signIn({ key: host.keys.admin })
  const shown = [made.body.key, new URL(invite.body.url).hash.slice(8), code, cookie.split('=')[1] ?? '']
  const bits = shown.map((secret) => Buffer.from(secret.split(/_(.*)/s)[1] ?? '', 'base64url').length * 8)
  const kept = await readFile(join(host.dataDir, 'tokens.json'), 'utf8')
  assert.deepEqual([bits, shown.filter((secret) => kept.includes(secret.slice(12, 32)))], [[256, 256, 256, 256], []])
})

attack(
  'T22: what was opened with a key closes within a second of its end, and the key is nothing after',
  { changes: true },
  async (_, t) => {
    const { url } = target.host()
    const { key, token } = await tokenOf({ name: 'game', role: 'game' })
    const sockets = await Promise.all([1, 2].map(() => openSocket(t, url, { key, subscribe: { events: ['*'] } })))
    const stream = await fetch(`${url}/api/events/stream`, { headers: { authorization: `Bearer ${key}` } })
    const other = await openSocket(t, url, { key: target.host().keys.game, subscribe: { events: ['*'] } })
    const closed = Promise.all(sockets.map(({ socket }) => once(socket, 'close')))
    const ended = stream.text().catch(() => '')
    const began = performance.now()
    assert.equal((await send('DELETE', `/api/tokens/${token.id}`, target.host().keys.admin)).status, 204)
    const codes = (await closed).map(([code]) => code)
    await ended
    assert.ok(performance.now() - began < 1_000)
    assert.deepEqual([codes, other.socket.readyState, (await send('GET', '/api/me', key)).status], [[4001, 4001], WebSocket.OPEN, 401])
    other.socket.close()
  },
)

attack(
  'T22: rotating a key closes what is open with it, and sends every browser away that came in by it',
  { changes: true },
  async (_, t) => {
    const { url } = target.host()
    const { key, token } = await tokenOf({ name: 'Ana', role: 'moderator' })
    const login = await send('POST', '/api/login', key, { key })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    const byKey = await openSocket(t, url, { key, subscribe: { events: ['*'] } })
    const byCookie = new WebSocket(`${url.replace('http', 'ws')}/ws/page`, { headers: { cookie, origin: url } })
    await once(byCookie, 'open')
    const closed = Promise.all([byKey.socket, byCookie].map((socket) => once(socket, 'close')))
    await send('POST', `/api/tokens/${token.id}/rotate`, target.host().keys.admin)
    assert.deepEqual(
      (await closed).map(([code]) => code),
      [4001, 4001],
    )
    assert.equal((await fetch(`${url}/api/me`, { headers: { cookie } })).status, 401)
  },
)

attack('T09: a socket with the cookie comes from a page of ours, or not at all', { refuses: true }, async ({ ask, host }) => {
  const { url, keys } = host()
  const login = await send('POST', '/api/login', keys.admin, { key: keys.moderator })
  const Cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  const statuses = [
    await ask('GET /ws/page', { ...HANDSHAKE, Cookie }),
    await ask('GET /ws/page', { ...HANDSHAKE, Cookie, Origin: 'http://evil.test' }),
    await ask('GET /ws/page', { ...HANDSHAKE, Cookie, Origin: 'null' }),
    // Pages of overlays can open these, from the same origin and with the same cookie.
    await ask('GET /ws', { ...HANDSHAKE, Cookie, Origin: url }),
    await ask('GET /streaming', { ...HANDSHAKE, Cookie, Origin: url }),
  ]
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/page`, { headers: { cookie: Cookie, origin: url } })
  await once(socket, 'open')
  socket.close()
  await once(socket, 'close')
  await fetch(`${url}/api/logout`, {
    method: 'POST',
    headers: { cookie: Cookie, origin: url, 'content-type': 'application/json' },
    body: '{}',
  })
  assert.deepEqual(statuses, [403, 403, 403, 401, 401])
})

attack('T25: nobody without a key hears who may come in', { changes: true }, async ({ routes }) => {
  const names = ['Canary-Ana', 'Canary-Tool']
  await tokenOf({ name: names[1], role: 'game' })
  await send('POST', '/api/invites', target.host().keys.admin, { name: names[0] })
  const open = (await routes()).filter(({ method, allow }) => method === 'GET' && allow === 'everyone').map(({ path }) => path)
  const wrong = await send('POST', '/api/login', '', { key: 'Canary-Tool' })
  const texts = await Promise.all(
    [...open, '/', '/dashboard.js', '/api/tokens', '/api/invites', '/api/login'].map(async (path) =>
      (await fetch(target.host().url + path)).text(),
    ),
  )
  assert.deepEqual(
    [...texts, await wrong.text()].filter((text) => names.some((name) => text.includes(name))),
    [],
  )
})

test('T95: a wall clock that is set back makes no token last longer, neither while it runs nor over a restart', async (t) => {
  const dataDir = createFolder()
  const time = { now: 0, wall: Date.UTC(2026, 0, 10) }
  const clock = { now: () => time.now, wallTime: () => time.wall, after: () => () => {} }
  const pass = (ms: number) => {
    time.now += ms
    time.wall += ms
  }
  const host = await openSigned(t, { dataDir, clock })
  const make = async (expiresInHours: number) =>
    (await host.ask('POST', '/api/tokens', { key: host.keys.admin, body: { name: 'a', role: 'game', expiresInHours } })).body.key
  const [short, long] = [await make(24), await make(48)]
  const isGood = async (of: typeof host, key: string) => (await of.ask('GET', '/api/me', { key })).status === 200
  time.wall -= 25 * HOUR_MS
  pass(23 * HOUR_MS)
  const early = [await isGood(host, short), await isGood(host, long)]
  pass(HOUR_MS)
  const late = [await isGood(host, short), await isGood(host, long)]
  assert.deepEqual(
    [early, late],
    [
      [true, true],
      [false, true],
    ],
  )

  await host.stop()
  time.wall -= 25 * HOUR_MS
  time.now = 0
  const next = await openSigned(t, { dataDir, clock })
  pass(25 * HOUR_MS)
  assert.deepEqual([await isGood(next, short), await isGood(next, long)], [false, false])
})

test('T95: a wall clock that jumps ahead ends a token early rather than late, and what has no end stays', async (t) => {
  const time = { now: 0, wall: Date.UTC(2026, 0, 10) }
  const host = await openSigned(t, { clock: { now: () => time.now, wallTime: () => time.wall, after: () => () => {} } })
  const make = async (body: object) =>
    (await host.ask('POST', '/api/tokens', { key: host.keys.admin, body: { name: 'a', role: 'game', ...body } })).body.key
  const [ending, lasting] = [await make({ expiresInHours: 24 }), await make({})]
  time.wall += 25 * HOUR_MS
  const statuses = await Promise.all([ending, lasting].map(async (key) => (await host.ask('GET', '/api/me', { key })).status))
  assert.deepEqual(statuses, [401, 200])
})

// Last, since it makes this peer one with too many wrong keys.
attack(
  'T20: after twenty wrong keys in a minute a peer hears 429, whatever it says of its address, and whoever has a key gets in',
  { refuses: true, isAudited: true, timeout: 120_000 },
  async ({ ask, bearer }) => {
    const wrong = async (index: number): Promise<number> => {
      const headers = { Authorization: `Bearer wrong-${index}`, 'X-Forwarded-For': `10.0.0.${index % 256}`, Forwarded: 'for=10.1.1.1' }
      if (index % 4 === 1) return ask('GET /ws', { ...HANDSHAKE, ...headers })
      if (index % 4 === 2) return ask('GET /api/me', { Cookie: `showrunner-${target.address().port}=session_${index}` })
      if (index % 4 === 3) return ask('POST /api/login', JSON_TYPE, JSON.stringify({ code: `code_${index}` }))
      return ask('GET /api/tokens', headers)
    }
    const statuses: number[] = []
    for (let from = 0; from < 1_000; from += 50) {
      statuses.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => wrong(from + index)))))
      assert.equal(await ask('GET /api/tokens', bearer('admin')), 200)
    }
    const count = (status: number) => statuses.filter((one) => one === status).length
    assert.deepEqual([count(401) <= 20, count(401) + count(429)], [true, 1_000])
    const { entries } = (await target.read('/api/audit?what=access.refused&limit=1000')) as { entries: { detail: { code: string } }[] }
    // Not one for each.
    assert.ok(entries.filter(({ detail }) => detail.code === 'TOO_MANY_WRONG_KEYS').length < 10)
  },
)

attack('T21: a key of any length and any letters is wrong, and nothing worse', { refuses: true }, async ({ ask }) => {
  const keys = [
    '',
    'a',
    'ä',
    '\u0000',
    'a'.repeat(8_000),
    `${target.host().keys.admin}x`,
    target.host().keys.admin.slice(1),
    target.host().keys.admin.toUpperCase(),
  ]
  const byHeader = await Promise.all(keys.map((key) => ask('GET /api/me', { Authorization: `Bearer ${key}` })))
  const byLogin = await Promise.all(
    ['a', 'ä', 'a'.repeat(256), '__proto__', 'constructor'].map((key) => ask('POST /api/login', JSON_TYPE, JSON.stringify({ key }))),
  )
  const huge = await ask('GET /api/me', { Authorization: `Bearer ${'a'.repeat(64 * 1024)}` })
  assert.deepEqual([[...byHeader, ...byLogin].filter((status) => ![400, 401, 429].includes(status)), huge], [[], 431])
})
