import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { createFolder } from '../support/folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { type Opened, openSigned } from './opened.ts'

const make = (host: Opened, body: object) => host.ask('POST', '/api/tokens', { key: host.keys.admin, body })

test('a token is told once, kept as a hash in a file for its owner only, and is good after a restart', async (t) => {
  const dataDir = createFolder()
  const first = await openSigned(t, { dataDir })
  const made = await make(first, { name: 'Lights', role: 'game' })
  await first.stop()
  const file = join(dataDir, 'tokens.json')
  const text = await readFile(file, 'utf8')
  const second = await openSigned(t, { dataDir })
  const me = await second.ask('GET', '/api/me', { key: made.body.key })
  assert.match(made.body.key, /^sr_[\w-]{43}$/)
  assert.deepEqual([made.status, text.includes(made.body.key), (await stat(file)).mode & 0o777], [201, false, 0o600])
  assert.deepEqual([me.status, me.body.id, me.body.role, me.body.name, me.body.kind], [200, made.body.token.id, 'game', 'Lights', 'token'])
})

test('a rotated token has another key, and the one before is nothing any more', async (t) => {
  const host = await openSigned(t)
  const { body } = await make(host, { name: 'Lights', role: 'moderator' })
  const rotated = await host.ask('POST', `/api/tokens/${body.token.id}/rotate`, { key: host.keys.admin })
  const answers = [body.key, rotated.body.key].map((key) => host.ask('GET', '/api/me', { key }))
  assert.deepEqual(
    (await Promise.all(answers)).map(({ status, body: me }) => [status, me.id]),
    [
      [401, undefined],
      [200, body.token.id],
    ],
  )
})

test('S4-060: there is no default password: every key of this machine is random, listed and can be made anew, which ends what came in by it', async (t) => {
  const [host, other] = [await openSigned(t), await openSigned(t)]
  assert.equal(new Set([...Object.values(host.keys), ...Object.values(other.keys)]).size, 8)
  const listed = (await host.ask('GET', '/api/tokens', { key: host.keys.admin })).body.tokens
  assert.deepEqual(
    listed.map(({ id, kind }: { id: string; kind: string }) => [id, kind]),
    ['admin', 'moderator', 'game', 'overlay'].map((role) => [`key-${role}`, 'key']),
  )
  const { cookie } = await host.signIn({ key: host.keys.admin })
  const rotated = await host.ask('POST', '/api/tokens/key-admin/rotate', { key: host.keys.admin })
  const after = await Promise.all([
    host.ask('GET', '/api/me', { key: host.keys.admin }),
    host.ask('GET', '/api/me', { cookie }),
    host.ask('GET', '/api/me', { key: rotated.body.key }),
  ])
  assert.deepEqual([after.map(({ status }) => status), after[2]?.body.id], [[401, 401, 200], 'key-admin'])
  const kept = JSON.parse(await readFile(join(host.dataDir, 'keys.json'), 'utf8'))
  assert.deepEqual([kept.admin, kept.game], [rotated.body.key, host.keys.game])
  assert.equal((await host.ask('DELETE', '/api/tokens/key-admin', { key: rotated.body.key })).status, 400)
})

test('a token is listed with who made it and when it was used, and revoking it is for good', async (t) => {
  const dataDir = createFolder()
  const host = await openSigned(t, { dataDir })
  const { body } = await make(host, { name: 'Lights', role: 'game' })
  await host.ask('GET', '/api/me', { key: body.key })
  const list = async () => (await host.ask('GET', '/api/tokens', { key: host.keys.admin })).body.tokens
  const view = (await list()).find(({ id }: { id: string }) => id === body.token.id)
  assert.deepEqual(
    [view.createdBy, Object.keys(view).sort()],
    ['key-admin', ['createdAt', 'createdBy', 'id', 'kind', 'lastUsedAt', 'name', 'role']],
  )
  const revoked = await host.ask('DELETE', `/api/tokens/${body.token.id}`, { key: host.keys.admin })
  const again = await host.ask('DELETE', `/api/tokens/${body.token.id}`, { key: host.keys.admin })
  await host.stop()
  const next = await openSigned(t, { dataDir })
  assert.deepEqual([revoked.status, again.status, (await next.ask('GET', '/api/me', { key: body.key })).status], [204, 404, 401])
})

test('what cannot be a token is refused in one sentence, and a thousand and first is too', async (t) => {
  const host = await openSigned(t)
  const wrong = [
    { role: 'game' },
    { name: '', role: 'game' },
    { name: 'a\nb', role: 'game' },
    { name: 'a', role: 'root' },
    { name: 'a', role: 'game', overlay: 'alerts/alerts' },
    { name: 'a', role: 'overlay', overlay: '../x' },
    { name: 'a', role: 'game', expiresInHours: 0 },
    { name: 'a', role: 'game', id: 'key-admin' },
  ]
  const statuses = await Promise.all(wrong.map(async (body) => (await make(host, body)).status))
  assert.deepEqual(statuses, [422, 422, 422, 422, 400, 422, 422, 422])
  const by = { id: 'key-admin', name: '', role: 'admin', peer: '' } as const
  await Promise.all(Array.from({ length: 1_000 }, () => host.access.createToken({ name: 'a', role: 'game' }, by)))
  const full = await make(host, { name: 'a', role: 'game' })
  assert.deepEqual([full.status, /1000 tokens/.test(full.body.detail)], [400, true])
})

test('however many tokens and sessions there are, the operator gets a link, and it lets in', async (t) => {
  const host = await openSigned(t)
  const operator = { id: 'key-admin', name: '', role: 'admin', peer: '' } as const
  const stranger = { id: 'none', name: '', role: 'none', peer: '' } as const
  const site = { url: 'http://host', reach: 'this-machine' } as const
  const invited = await host.ask('POST', '/api/invites', { key: host.keys.admin, body: { name: 'Ana' } })
  await Promise.all(Array.from({ length: 999 }, () => host.access.createToken({ name: 'a', role: 'game' }, operator)))
  await Promise.all(Array.from({ length: 1_001 }, () => host.access.signIn({ key: host.keys.admin }, stranger)))
  for (let links = 0; links < 25; links += 1) await host.access.loginLink(site, operator)
  const { url } = await host.access.loginLink(site, operator)
  const statuses = []
  for (const link of [url, invited.body.url]) statuses.push((await host.signIn({ code: new URL(link).hash.split('=')[1] ?? '' })).status)
  assert.deepEqual(statuses, [200, 200])
})

test('a new session takes the place of the one that was unused for longest when there are too many', async (t) => {
  const clock = createVirtualClock()
  const host = await openSigned(t, { clock })
  const oldest = await host.signIn({ key: host.keys.admin })
  await clock.advance(1_000)
  const by = { id: 'none', name: '', role: 'none', peer: '' } as const
  await Promise.all(Array.from({ length: 1_000 }, () => host.access.signIn({ key: host.keys.admin }, by)))
  assert.equal(host.access.tokens().length, 1_004)
  assert.equal((await host.ask('GET', '/api/me', { cookie: oldest.cookie })).status, 401)
})

test('an answer that tells a key is not remembered under its Idempotency-Key', async (t) => {
  const kept = new Map<string, unknown>()
  const { createAnswers } = await import('../serve/no-desks.ts')
  const host = await openSigned(t, { parts: { answers: createAnswers(kept) } })
  const post = () =>
    host.ask('POST', '/api/tokens', { key: host.keys.admin, body: { name: 'a', role: 'game' }, headers: { 'idempotency-key': 'one' } })
  const [first, second] = [await post(), await post()]
  assert.deepEqual([first.status, second.status, second.body.code], [201, 409, 'OUTCOME_UNKNOWN'])
  assert.equal(JSON.stringify([...kept]).includes(first.body.key), false)
})

test('a file of tokens that is not as it was written stops the start, and is not quoted', async (t) => {
  const dataDir = createFolder()
  for (const text of ['', '{}', '{"schemaVersion":"1","tokens":[{"id":"sr_secret"}]}']) {
    await writeFile(join(dataDir, 'tokens.json'), text)
    await assert.rejects(openSigned(t, { dataDir }), (error) => {
      assert.ok(error instanceof HostError)
      assert.deepEqual([error.code, error.advice.includes('sr_secret')], ['SETTINGS_INVALID', false])
      return true
    })
  }
})
