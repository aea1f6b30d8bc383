import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { type Opened, openSigned } from './opened.ts'

const HOUR_MS = 3_600_000
const invite = async (host: Opened, body: object = { name: 'Ana' }) => host.ask('POST', '/api/invites', { key: host.keys.admin, body })
const codeOf = ({ body }: { body: { url: string } }) => new URL(body.url).hash.slice('#invite='.length)

test('S3-061: an invitation signs one phone in as moderator, once, for as long as it says', async (t) => {
  const clock = createVirtualClock()
  const host = await openSigned(t, { clock })
  const made = await invite(host, { name: 'Ana', hours: 5 })
  assert.deepEqual([made.status, made.body.invite.role, made.body.invite.hours], [201, 'moderator', 5])
  await clock.advance(23 * HOUR_MS)
  const phone = await host.signIn({ code: codeOf(made) })
  const other = await host.signIn({ code: codeOf(made) })
  assert.deepEqual([phone.status, phone.body.role, phone.body.name, other.body.code], [200, 'moderator', 'Ana', 'LOGIN_USED'])
  const me = async () => (await host.ask('GET', '/api/me', { cookie: phone.cookie })).status
  await clock.advance(5 * HOUR_MS - 1)
  const late = await me()
  await clock.advance(1)
  assert.deepEqual([late, await me()], [200, 401])
})

test('S3-061: what a moderator was invited to is to moderate, and nothing that is the operator’s', async (t) => {
  const host = await openSigned(t)
  const { cookie } = await host.signIn({ code: codeOf(await invite(host)) })
  const may = ['/status', '/api/sessions', '/api/dead-letters', '/api/actions', '/api/logs']
  const mayNot = ['/api/tokens', '/api/invites', '/api/audit', '/api/plugins', '/api/settings']
  const statuses = (paths: readonly string[]) => Promise.all(paths.map(async (path) => (await host.ask('GET', path, { cookie })).status))
  assert.deepEqual([await statuses(may), await statuses(mayNot)], [may.map(() => 200), mayNot.map(() => 403)])
})

test('an invitation is listed until somebody came, and can be taken back; who came by one is listed, and can be sent away', async (t) => {
  const host = await openSigned(t)
  const [first, second] = [await invite(host), await invite(host, { name: 'Bea' })]
  const listed = async () => (await host.ask('GET', '/api/invites', { key: host.keys.admin })).body
  assert.deepEqual(
    (await listed()).invites.map(({ name }: { name: string }) => name),
    ['Ana', 'Bea'],
  )
  assert.equal((await host.ask('DELETE', `/api/invites/${second.body.invite.id}`, { key: host.keys.admin })).status, 204)
  assert.equal((await host.ask('DELETE', `/api/invites/${second.body.invite.id}`, { key: host.keys.admin })).status, 404)
  const [came, tooLate] = [await host.signIn({ code: codeOf(first) }), await host.signIn({ code: codeOf(second) })]
  assert.deepEqual([came.status, tooLate.status, (await listed()).invites], [200, 401, []])
  assert.equal((await host.ask('DELETE', `/api/tokens/${came.body.id}`, { key: host.keys.admin })).status, 204)
  assert.equal((await host.ask('GET', '/api/me', { cookie: came.cookie })).status, 401)
})

test('the link of an invitation says plainly whether a phone can open it', async (t) => {
  const [near, far] = [await openSigned(t), await openSigned(t, { parts: { host: '0.0.0.0', allowRemote: true } })]
  const [onlyHere, forAll] = [await invite(near), await invite(far)]
  assert.deepEqual([onlyHere.body.reach, new URL(onlyHere.body.url).host], ['this-machine', near.host])
  assert.deepEqual([forAll.body.reach, new URL(forAll.body.url).host], ['network', `stream-pc.lan:${far.port}`])
})

test('an invitation of any other role, or for ever, is refused', async (t) => {
  const host = await openSigned(t)
  const wrong = [{ name: 'a', role: 'admin' }, { name: 'a', hours: 721 }, { name: 'a', hours: 0 }, {}]
  assert.deepEqual(await Promise.all(wrong.map(async (body) => (await invite(host, body)).status)), [422, 422, 422, 422])
})

test('an invitation is no key and no cookie, and is taken back by its own address alone', async (t) => {
  const host = await openSigned(t)
  const made = await invite(host)
  const secret = codeOf(made)
  const { cookie } = await host.signIn({ code: codeOf(await invite(host)) })
  const [name] = String(cookie).split('=')
  const asked = [
    await host.ask('GET', '/api/me', { key: secret }),
    await host.ask('GET', '/api/me', { cookie: `${name}=${secret}` }),
    await host.ask('DELETE', `/api/tokens/${made.body.invite.id}`, { key: host.keys.admin }),
  ]
  assert.deepEqual(
    asked.map(({ status }) => status),
    [401, 401, 404],
  )
  assert.equal((await host.signIn({ code: secret })).status, 200)
})
