import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { openSigned } from './opened.ts'

const DAY_MS = 86_400_000

test('the browser whose answer was lost comes in by the same link within a minute, and no other does', async (t) => {
  const clock = createVirtualClock()
  const host = await openSigned(t, { clock })
  const code = await host.linkCode()
  const browser = 'a'.repeat(32)
  const status = async (sent: { readonly browser?: string }) => (await host.signIn({ code, ...sent })).status
  const lost = await host.signIn({ code, browser })
  assert.deepEqual([await status({}), await status({ browser: 'b'.repeat(32) })], [409, 409])
  await clock.advance(50_000)
  const again = await host.signIn({ code, browser })
  const known = async (cookie: string) => (await host.ask('GET', '/api/me', { cookie })).status
  assert.deepEqual([lost.status, again.status, await known(lost.cookie), await known(again.cookie)], [200, 200, 401, 200])
  await clock.advance(11_000)
  assert.equal(await status({ browser }), 409)

  const sentAway = { code: await host.linkCode(), browser }
  const { cookie } = await host.signIn(sentAway)
  await host.ask('POST', '/api/logout', { cookie })
  assert.equal((await host.signIn(sentAway)).status, 409)
})

test('T24: a browser that signed in gets a cookie that no script reads and no other site sends, named after the port', async (t) => {
  const host = await openSigned(t)
  const answer = await host.ask('POST', '/api/login', { body: { key: host.keys.admin } })
  const [pair = '', ...flags] = answer.cookie.split('; ')
  const [name, secret = ''] = pair.split('=')
  assert.deepEqual(flags, ['Path=/', `Max-Age=${400 * 86_400}`, 'HttpOnly', 'SameSite=Strict'])
  assert.deepEqual(
    [name, answer.body.role, answer.body.kind, JSON.stringify(answer.body).includes(secret)],
    [`showrunner-${host.port}`, 'admin', 'session', false],
  )
  assert.equal((await host.ask('GET', '/api/me', { cookie: pair })).body.id, answer.body.id)
  // Neither as a key, nor under the name of another port.
  assert.equal((await host.ask('GET', '/api/me', { key: secret })).status, 401)
  assert.equal((await host.ask('GET', '/api/me', { cookie: `showrunner-1=${secret}` })).status, 401)
  assert.equal((await host.ask('GET', '/api/me', { cookie: `${pair}; ${pair}` })).status, 401)
})

test('T24: the cookie is for HTTPS only when the page is', async (t) => {
  const host = await openSigned(t)
  const answer = await host.ask('POST', '/api/login', {
    body: { key: host.keys.admin },
    headers: { origin: `https://127.0.0.1:${host.port}` },
  })
  assert.match(answer.cookie, /; Secure$/)
})

test('T24: with a cookie, what changes something has to come from a page of ours', async (t) => {
  const host = await openSigned(t)
  const { cookie } = await host.signIn({ key: host.keys.admin })
  const post = (headers: Record<string, string>) =>
    host.ask('POST', '/api/tokens', { body: { name: 'a', role: 'game' }, headers: { cookie, ...headers } })
  const answers = [
    await post({}),
    await post({ 'sec-fetch-site': 'none' }),
    await post({ origin: 'http://evil.test' }),
    await post({ origin: `http://127.0.0.1:${host.port + 1}` }),
    await post({ 'sec-fetch-site': 'same-origin' }),
    await post({ origin: host.url }),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 403, 403, 403, 201, 201],
  )
  assert.equal(host.access.tokens().filter(({ kind }) => kind === 'token').length, 2)
})

test('a session goes on for 30 days after its last use, and ends with a sign-out', async (t) => {
  const dataDir = createFolder()
  const clock = createVirtualClock()
  const host = await openSigned(t, { dataDir, clock })
  const { cookie } = await host.signIn({ key: host.keys.admin })
  const me = async () => (await host.ask('GET', '/api/me', { cookie })).status
  await clock.advance(29 * DAY_MS)
  const used = await me()
  await clock.advance(29 * DAY_MS)
  const usedAgain = await me()
  await clock.advance(31 * DAY_MS)
  assert.deepEqual([used, usedAgain, await me()], [200, 200, 401])

  const fresh = await host.signIn({ key: host.keys.moderator })
  const out = await host.ask('POST', '/api/logout', { cookie: fresh.cookie })
  assert.match(out.cookie, /^showrunner-\d+=; Path=\/; Max-Age=0; HttpOnly/)
  assert.deepEqual([out.status, (await host.ask('GET', '/api/me', { cookie: fresh.cookie })).status], [204, 401])
})

test('who shows a key and signs out ends nothing, and fills no audit with it', async (t) => {
  const host = await openSigned(t)
  const { cookie } = await host.signIn({ key: host.keys.moderator })
  for (const role of ['overlay', 'game', 'admin'] as const) await host.ask('POST', '/api/logout', { key: host.keys[role] })
  await host.ask('POST', '/api/logout', { cookie })
  const { entries } = (await host.ask('GET', '/api/audit', { key: host.keys.admin })).body
  const ended = entries.filter(({ what }: { what: string }) => what === 'login.ended')
  assert.deepEqual(
    ended.map(({ who }: { who: { role: string } }) => who.role),
    ['moderator'],
  )
})

test('T23: nothing is told without a key but that the host is well, and the link that opens it is used once', async (t) => {
  const host = await openSigned(t)
  const code = await host.linkCode()
  const paths = ['/status', '/api/logs', '/api/events', '/api/tokens', '/api/plugins', '/api/me', '/api/audit', '/api/sessions', '/metrics']
  assert.deepEqual(
    await Promise.all(paths.map(async (path) => (await host.ask('GET', path)).status)),
    paths.map(() => 401),
  )
  const first = await host.signIn({ code })
  const second = await host.signIn({ code })
  assert.deepEqual([first.status, first.body.role, second.status, second.body.code], [200, 'admin', 409, 'LOGIN_USED'])
  assert.match(second.body.title, /showrunner links/)
  assert.equal((await host.ask('GET', '/api/tokens', { cookie: first.cookie })).status, 200)
})

test('T23: of two browsers that open a link at once one is let in', async (t) => {
  const host = await openSigned(t)
  const code = await host.linkCode()
  const answers = await Promise.all([1, 2, 3, 4].map(() => host.signIn({ code })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409])
})

test('T23: a link is good for ten minutes, and of many that were not opened only the newest twenty are', async (t) => {
  const clock = createVirtualClock()
  const host = await openSigned(t, { clock })
  const old = await host.linkCode()
  await clock.advance(10 * 60_000 - 1)
  const fresh = await host.linkCode()
  await clock.advance(1)
  const answers = [await host.signIn({ code: old }), await host.signIn({ code: fresh })]
  const many: string[] = []
  for (let index = 0; index < 21; index += 1) many.push(await host.linkCode())
  for (const code of [many[0] ?? '', many[1] ?? '']) answers.push(await host.signIn({ code }))
  assert.deepEqual(
    answers.map(({ status, body }) => body.code ?? status),
    ['LOGIN_WRONG', 200, 'LOGIN_WRONG', 200],
  )
})

test('games and overlays have no browser to sign in', async (t) => {
  const host = await openSigned(t)
  const { body } = await host.ask('POST', '/api/tokens', {
    key: host.keys.admin,
    body: { name: 'a', role: 'overlay', overlay: 'alerts/alerts' },
  })
  const answers = await Promise.all([host.keys.game, host.keys.overlay, body.key].map((key) => host.signIn({ key })))
  assert.deepEqual(
    answers.map(({ status, cookie }) => [status, cookie]),
    [
      [401, ''],
      [401, ''],
      [401, ''],
    ],
  )
})

test('a browser that signed in with a token ends with the token', async (t) => {
  const host = await openSigned(t)
  const { body } = await host.ask('POST', '/api/tokens', { key: host.keys.admin, body: { name: 'Ana', role: 'moderator' } })
  const { cookie } = await host.signIn({ key: body.key })
  const before = await host.ask('GET', '/api/me', { cookie })
  await host.ask('DELETE', `/api/tokens/${body.token.id}`, { key: host.keys.admin })
  assert.deepEqual([before.status, before.body.role, (await host.ask('GET', '/api/me', { cookie })).status], [200, 'moderator', 401])
})

test('T20: wrong and used links are in the audit, each kind of a peer once a minute, and with how many there were', async (t) => {
  const clock = createVirtualClock()
  const host = await openSigned(t, { clock })
  const code = await host.linkCode()
  await host.signIn({ code })
  for (let index = 0; index < 5; index += 1) await host.signIn({ code: `code_${index}` })
  for (let index = 0; index < 2; index += 1) await host.signIn({ code })
  await clock.advance(60_000)
  await host.signIn({ code: 'code_again' })
  const { entries } = await host.audit.list({ limit: 10, what: 'access.refused' })
  assert.deepEqual(
    entries.map(({ who, detail }) => [who.role, detail]),
    [
      ['none', { code: 'LOGIN_WRONG', route: 'POST /api/login', more: 4 }],
      ['none', { code: 'LOGIN_USED', route: 'POST /api/login' }],
      ['none', { code: 'LOGIN_WRONG', route: 'POST /api/login' }],
    ],
  )
})

test('an Idempotency-Key brings no stranger into the session of another', async (t) => {
  const host = await openSigned(t)
  const code = await host.linkCode()
  const login = () => host.ask('POST', '/api/login', { body: { code }, headers: { 'idempotency-key': 'one' } })
  const [first, second] = [await login(), await login()]
  assert.deepEqual([first.status, second.status, second.cookie], [200, 409, ''])
})

test('who signs in again and again with one key pushes out browsers of that key, and nobody else', async (t) => {
  const host = await openSigned(t)
  const { cookie } = await host.signIn({ key: host.keys.admin })
  const oldest = await host.signIn({ key: host.keys.moderator })
  const stranger = { id: 'stranger', name: '', role: 'none', peer: '127.0.0.1' } as const
  await Promise.all(Array.from({ length: 1000 }, () => host.access.signIn({ key: host.keys.moderator }, stranger)))
  const statuses = await Promise.all(
    [cookie, oldest.cookie].map(async (shown) => (await host.ask('GET', '/api/me', { cookie: shown })).status),
  )
  assert.deepEqual([...statuses, host.access.tokens().filter(({ kind }) => kind === 'session').length], [200, 401, 1000])
})
