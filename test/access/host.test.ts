import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AuditPage, ErasureReport } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'

/** Asks a host as its operator. */
async function ask<T>(host: { url: string; keys: { admin: string } }, method: string, path: string, body: unknown = {}): Promise<T> {
  const response = await fetch(host.url + path, {
    method,
    headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  })
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}

test('T94: a host whose audit was edited says so in one sentence at its start, goes on, and says so over the API', async (t) => {
  const dataDir = createFolder()
  const first = await startHost(t, { dataDir, pluginRoots: [] })
  await ask(first, 'POST', '/api/tokens', { name: 'Ana', role: 'game' })
  await first.stop()
  const file = join(dataDir, 'audit.ndjson')
  await writeFile(file, (await readFile(file, 'utf8')).replace('"name":"Ana"', '"name":"Eve"'))
  const second = await startHost(t, { dataDir, pluginRoots: [] })
  const { intact, brokenAt } = await ask<AuditPage>(second, 'GET', '/api/audit')
  assert.deepEqual(
    [intact, brokenAt, second.said.filter((sentence) => sentence.includes('audit'))],
    [false, 1, [`The audit in ${dataDir} is not as it was written, from entry 1 on: somebody changed or removed entries`]],
  )
  assert.equal((await ask<{ token?: object }>(second, 'POST', '/api/tokens', { name: 'Bea', role: 'game' })).token !== undefined, true)
})

test('a first start that finds its port taken leaves nothing that the next one takes for a changed audit', async (t) => {
  const dataDir = createFolder()
  const other = await startHost(t, { pluginRoots: [] })
  const address = { port: Number(new URL(other.url).port), allowRemote: false }
  await assert.rejects(startHost(t, { dataDir, pluginRoots: [], address }), /in use/)
  const host = await startHost(t, { dataDir, pluginRoots: [] })
  const { intact } = await ask<AuditPage>(host, 'GET', '/api/audit')
  assert.deepEqual([intact, host.said.filter((sentence) => sentence.includes('audit'))], [true, []])
})

test('T92: of a viewer who was erased the audit has a keyed hash, and no name', async (t) => {
  const dataDir = createFolder()
  const host = await startHost(t, { dataDir, pluginRoots: [] })
  const user = { userId: '68123456789', username: 'canary-handle', nickname: 'Canary Name' }
  await ask(host, 'POST', '/api/simulate/chat', { ...user, message: 'hello' })
  const { pseudonym } = await ask<ErasureReport>(host, 'POST', '/api/viewers/erase', { viewer: '@canary-handle' })
  const { entries } = await ask<AuditPage>(host, 'GET', '/api/audit?what=viewer.erased')
  assert.deepEqual(
    entries.map(({ detail, who }) => [detail, who.id]),
    [[{ viewer: pseudonym }, 'key-admin']],
  )
  assert.doesNotMatch(await readFile(join(dataDir, 'audit.ndjson'), 'utf8'), /canary|68123456789/i)
})

test('what is done with tokens, sign-ins, settings, dead letters, the queue and panic is in the audit', async (t) => {
  const host = await startHost(t, { pluginRoots: [] })
  const { token } = await ask<{ token: { id: string } }>(host, 'POST', '/api/tokens', { name: 'Ana', role: 'game' })
  await ask(host, 'POST', `/api/tokens/${token.id}/rotate`)
  await ask(host, 'DELETE', `/api/tokens/${token.id}`)
  const { invite } = await ask<{ invite: { id: string } }>(host, 'POST', '/api/invites', { name: 'Bea' })
  await ask(host, 'DELETE', `/api/invites/${invite.id}`)
  await ask(host, 'POST', '/api/login', { key: host.keys.admin })
  await ask(host, 'POST', '/api/login/links')
  await ask(host, 'PATCH', '/api/settings', { tiktok: { username: 'somebody' } })
  await ask(host, 'DELETE', '/api/dead-letters', { all: true })
  await ask(host, 'POST', '/api/queue/clear', { what: 'completed' })
  await ask(host, 'POST', '/api/panic')
  await ask(host, 'DELETE', '/api/panic')
  await ask(host, 'POST', '/api/backups')
  const { entries } = await ask<AuditPage>(host, 'GET', '/api/audit?limit=1000')
  assert.deepEqual(entries.map(({ what }) => what).reverse(), [
    'token.created',
    'token.rotated',
    'token.revoked',
    'invite.created',
    'invite.revoked',
    'login.done',
    'login.link',
    'settings.changed',
    'dead-letters.dropped',
    'queue.cleared',
    'panic.pressed',
    'panic.released',
    'backup.made',
  ])
})

test('S4-061: in production every route but the page, its sign-in and the one word for watchdogs needs a key, and what other machines reach has to be asked for', async (t) => {
  const host = await startHost(t, { pluginRoots: [] })
  const { routes } = await ask<{ routes: { method: string; path: string; allow: string | string[] }[] }>(host, 'GET', '/api/roles')
  const open = routes.filter(({ allow }) => allow === 'everyone').map(({ method, path }) => `${method} ${path}`)
  const known = [
    /^GET \/$/,
    /^GET \/\{file\}$/,
    /^GET \/overlay\//,
    // Sounds and pictures: an audio element shows no key, and nobody guesses the hash.
    /^GET \/blobs\/\{name\}$/,
    /^GET \/health$/,
    /^(GET|POST) \/api\/login$/,
    /^GET \/login\/sso(\/callback)?$/,
  ]
  // Read-only, and on this machine only: S2-100.
  const documents = [/^GET \/streaming\/overlay$/, /^GET \/api\/docs$/, /^GET \/api\/openapi\.json$/]
  assert.deepEqual(
    open.filter((line) => ![...known, ...documents].some((one) => one.test(line))),
    [],
  )
  await assert.rejects(
    startHost(t, { pluginRoots: [], address: { host: '0.0.0.0', port: 0, allowRemote: false } }),
    /Other machines could reach/,
  )
})
