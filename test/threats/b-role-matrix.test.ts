import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import type { RoleMatrix, TokenMade } from '../../schemas/types.ts'
import { startHost } from '../support/host.ts'

type Line = RoleMatrix['routes'][number]

const HOUR_MS = 3_600_000

/** Asks with a body that no route takes, so that whoever is let in changes nothing; answers the status and the code of the refusal. */
async function askedOf(url: string, { method, path }: Line, key: string | undefined) {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'file' ? 'nothing.js' : '999999'))
  const gone = new AbortController()
  const response = await fetch(url + address, {
    method,
    redirect: 'manual',
    signal: gone.signal,
    headers: { ...(key && { authorization: `Bearer ${key}` }), ...(method !== 'GET' && { 'content-type': 'application/json' }) },
    ...(method !== 'GET' && { body: '[]' }),
  })
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  const code: unknown = isProblem ? Object(await response.json()).code : ''
  gone.abort()
  return { status: response.status, code }
}

/** 401 and 403 as they are published; anything else for who is let in. */
function expectedFor({ allow }: Line, role: string | undefined) {
  if (allow === 'everyone') return 'in'
  if (role === undefined) return '401 KEY_NEEDED'
  return allow.some((allowed) => allowed === role) ? 'in' : '403 ROLE_REFUSED'
}

async function openHost(context: Parameters<typeof startHost>[0]) {
  let shiftMs = 0
  const host = await startHost(context, { only: ['overlays'], clock: { ...systemClock, wallTime: () => systemClock.wallTime() + shiftMs } })
  const admin = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const get = async (path: string) => Object(await (await fetch(host.url + path, { headers: admin })).json())
  async function token(fields: object): Promise<TokenMade> {
    const answer = await fetch(`${host.url}/api/tokens`, { method: 'POST', headers: admin, body: JSON.stringify(fields) })
    assert.equal(answer.status, 201)
    return Object(await answer.json())
  }
  const lapse = (ms: number) => {
    shiftMs += ms
  }
  return { host, admin, get, token, lapse }
}

test('T16: every route lets in each role, and nobody else, as the published matrix says', async (context) => {
  const { host, get, token } = await openHost(context)
  const { routes } = (await get('/api/roles')) as RoleMatrix
  assert.ok(routes.length > 50)
  const keys: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, undefined],
    ['overlay', host.keys.overlay],
    ['overlay', (await token({ name: 'one page', role: 'overlay', overlay: 'alerts/alerts' })).key],
    ['game', (await token({ name: 'game', role: 'game' })).key],
    ['moderator', (await token({ name: 'moderator', role: 'moderator' })).key],
    ['admin', (await token({ name: 'admin', role: 'admin' })).key],
  ]
  const wrong: unknown[] = []
  for (const line of routes) {
    // Signing out ends the key of who asks; it has a test of its own.
    if (line.path === '/api/logout') continue
    const answers = await Promise.all(keys.map(([, key]) => askedOf(host.url, line, key)))
    answers.forEach(({ status, code }, index) => {
      const [role] = keys[index] ?? []
      const found = status === 401 || status === 403 ? `${status} ${code}` : 'in'
      const expected = expectedFor(line, role)
      // A game is let in to the actions whose manifest names games, and this is none.
      const isHidden = line.path === '/api/actions/{id}' && role === 'game'
      if (found !== (isHidden ? '403 ROLE_REFUSED' : expected)) wrong.push([line.method, line.path, role ?? 'nobody', found, expected])
    })
  }
  assert.deepEqual(wrong, [])
})

test('T16: a key that was revoked, and one that ran out, is nobody on every route', async (context) => {
  const { host, admin, get, token, lapse } = await openHost(context)
  const { routes } = (await get('/api/roles')) as RoleMatrix
  const revoked = await token({ name: 'revoked', role: 'admin' })
  const expired = await token({ name: 'expired', role: 'admin', expiresInHours: 1 })
  await fetch(`${host.url}/api/tokens/${revoked.token.id}`, { method: 'DELETE', headers: admin })
  lapse(HOUR_MS + 1)
  const statuses = new Set<number>()
  for (const line of routes.filter(({ allow }) => allow !== 'everyone'))
    for (const { key } of [revoked, expired]) statuses.add((await askedOf(host.url, line, key)).status)
  // Twenty wrong keys a minute are answered as such, the rest with 429.
  assert.deepEqual([...statuses], [401, 429])
})

test('T16: HEAD is GET without a body, and a method that is not offered is answered with 405', async (context) => {
  const { host, admin, get } = await openHost(context)
  const { routes } = (await get('/api/roles')) as RoleMatrix
  const offered = new Map<string, Set<string>>()
  for (const { method, path } of routes) offered.set(path, (offered.get(path) ?? new Set()).add(method))
  const wrong: unknown[] = []
  for (const [path, methods] of offered) {
    const address = path.replace(/\{\w+\}/g, '1')
    if ([...offered.keys()].includes(address) || path.startsWith('/overlay') || path === '/{file}') continue
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      if (methods.has(method)) continue
      const answer = await fetch(host.url + address, { method, headers: admin })
      if (answer.status !== 405) wrong.push([method, address, answer.status])
      await answer.body?.cancel()
    }
  }
  const head = await fetch(`${host.url}/api/plugins`, { method: 'HEAD', headers: admin })
  assert.deepEqual([wrong, head.status, await head.text()], [[], 200, ''])
})
