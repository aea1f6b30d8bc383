import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CLIENT, startIssuer, walkThrough } from './issuer.ts'
import { navigate } from './navigate.ts'
import { openSigned } from './opened.ts'

const ROLES = [
  { claim: 'email', value: 'ana@example.com', role: 'admin' },
  { claim: 'groups', value: 'mods', role: 'moderator' },
] as const

/** The server with a provider that it knows. */
async function openWithIssuer(t: TestContext) {
  let redirect = ''
  const issuer = await startIssuer(t, () => redirect)
  const settings = { issuer: issuer.issuer, clientId: CLIENT.id, roles: [...ROLES] }
  const host = await openSigned(t, { sso: { settings: () => settings, clientSecret: CLIENT.secret } })
  redirect = `${host.url}/login/sso/callback`
  await issuer.open()

  /** What a browser gets that wants to sign in. */
  async function begin() {
    const response = await fetch(`${host.url}/login/sso`, { redirect: 'manual' })
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      cookie,
      flags: response.headers.getSetCookie()[0] ?? '',
    }
  }
  async function comeBack(address: URL | string, cookie: string) {
    const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const { status, text, headers: told } = await navigate(address, headers)
    const session = told['set-cookie']?.find((line) => line.startsWith(`showrunner-${host.port}=session`))
    return { status, text, session: session?.split(';')[0] }
  }
  return { issuer, host, begin, comeBack }
}

test('T83: somebody whom the provider knows signs in, with the role that the settings give, by code flow with PKCE, state and nonce', async (t) => {
  const { host, begin, comeBack } = await openWithIssuer(t)
  assert.deepEqual((await host.ask('GET', '/api/login')).body, { sso: true })
  const { status, location, cookie, flags } = await begin()
  const asked = new URL(location).searchParams
  assert.deepEqual(
    [status, asked.get('response_type'), asked.get('code_challenge_method'), asked.get('redirect_uri')],
    [302, 'code', 'S256', `${host.url}/login/sso/callback`],
  )
  assert.ok([asked.get('state'), asked.get('nonce'), asked.get('code_challenge')].every((text) => (text ?? '').length >= 32))
  assert.match(flags, /; HttpOnly; SameSite=Lax$/)
  const back = await comeBack(await walkThrough(location, 'ana'), cookie)
  assert.deepEqual([back.status, /<meta http-equiv="refresh" content="0; url=\/">/.test(back.text)], [200, true])
  const me = await host.ask('GET', '/api/me', { cookie: back.session ?? '' })
  assert.deepEqual([me.body.role, me.body.name, me.body.kind], ['admin', 'Ana', 'sso'])
})

test('T83: a role is given by a group too, and an address that nobody verified gives none', async (t) => {
  const { host, begin, comeBack } = await openWithIssuer(t)
  const [bea, eve] = [await begin(), await begin()]
  const mod = await comeBack(await walkThrough(bea.location, 'bea'), bea.cookie)
  const none = await comeBack(await walkThrough(eve.location, 'eve'), eve.cookie)
  assert.equal((await host.ask('GET', '/api/me', { cookie: mod.session ?? '' })).body.role, 'moderator')
  assert.deepEqual([none.status, JSON.parse(none.text).code, none.session], [403, 'ROLE_REFUSED', undefined])
})

test('T83: without its state, with that of another browser, a second time, or with another nonce nobody is let in', async (t) => {
  const { begin, comeBack } = await openWithIssuer(t)
  const [mine, other] = [await begin(), await begin()]
  const address = await walkThrough(mine.location, 'ana')
  const without = new URL(address)
  without.searchParams.delete('state')
  const forged = new URL(address)
  forged.searchParams.set('state', new URL(other.location).searchParams.get('state') ?? '')
  // An attacker's own code put under the victim's state: PKCE and nonce are of another sign-in.
  const answers = [
    await comeBack(address, ''),
    await comeBack(without, mine.cookie),
    await comeBack(address, other.cookie),
    await comeBack(forged, other.cookie),
    await comeBack(address, mine.cookie),
    await comeBack(address, mine.cookie),
  ]
  assert.deepEqual(
    answers.map(({ status, session }) => [status, session !== undefined]),
    [
      [401, false],
      [401, false],
      [401, false],
      [401, false],
      [200, true],
      [401, false],
    ],
  )
})

test('T83: an address that the provider was not told of, or an answer of another provider, is refused', async (t) => {
  const { begin, comeBack } = await openWithIssuer(t)
  const tampered = await begin()
  const elsewhere = new URL(tampered.location)
  elsewhere.searchParams.set('redirect_uri', 'http://127.0.0.1:1/login/sso/callback')
  await assert.rejects(walkThrough(elsewhere.href, 'ana'), /asks for something else: 400/)
  const mixed = await begin()
  const address = await walkThrough(mixed.location, 'ana')
  address.searchParams.set('iss', 'http://127.0.0.1:1')
  assert.equal((await comeBack(address, mixed.cookie)).status, 401)
})

test('T83: while the provider is away that is said, and the operator of this machine gets in all the same', async (t) => {
  const { host, issuer, begin } = await openWithIssuer(t)
  issuer.stop()
  const answer = await begin()
  assert.equal(answer.status, 503)
  assert.equal((await host.signIn({ key: host.keys.admin })).status, 200)
})

test('T22: who signs out of the organisation’s account is out in every browser', async (t) => {
  const { host, begin, comeBack } = await openWithIssuer(t)
  const sessions: string[] = []
  for (let browser = 0; browser < 2; browser += 1) {
    const { location, cookie } = await begin()
    sessions.push((await comeBack(await walkThrough(location, 'ana'), cookie)).session ?? '')
  }
  await host.ask('POST', '/api/logout', { cookie: sessions[0] ?? '' })
  const after = sessions.map(async (cookie) => (await host.ask('GET', '/api/me', { cookie })).status)
  assert.deepEqual(await Promise.all(after), [401, 401])
})

test('T82: a token of the provider lets a program in, with the role that the settings give', async (t) => {
  const { host, issuer } = await openWithIssuer(t)
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer.issuer, aud: CLIENT.id, sub: 'ana', iat: now, exp: now + 60, email: 'ana@example.com', email_verified: true }
  const me = await host.ask('GET', '/api/me', { key: await issuer.sign(claims) })
  assert.deepEqual([me.status, me.body.role, me.body.kind], [200, 'admin', 'sso'])
})

test('T82: a token that is not signed by the provider, not for us, not good now or not whole is refused', async (t) => {
  const { host, issuer } = await openWithIssuer(t)
  const { SignJWT, generateKeyPair, UnsecuredJWT } = await import('jose')
  const now = Math.floor(Date.now() / 1000)
  const good = { iss: issuer.issuer, aud: CLIENT.id, sub: 'ana', iat: now, exp: now + 60, email: 'ana@example.com', email_verified: true }
  const stranger = (await generateKeyPair('RS256')).privateKey
  const hmac = new TextEncoder().encode(JSON.stringify(issuer.publicJwk))
  const whole = await issuer.sign(good)
  const [head = '', body = '', seal = ''] = whole.split('.')
  /** As the provider would have signed it, but for a number that JSON can say and no clock. */
  const base64 = (text: string) => Buffer.from(text).toString('base64url')
  const bad: Readonly<Record<string, string>> = {
    none: new UnsecuredJWT(good).encode(),
    'none, with a seal': `${base64('{"alg":"none"}')}.${body}.${seal}`,
    'a shared secret': await new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(hmac),
    'another key': await new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(stranger),
    'an unknown key': await new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: 'two' }).sign(stranger),
    'a key of its own': await new SignJWT(good).setProtectedHeader({ alg: 'RS256', jku: 'http://127.0.0.1:1/keys' }).sign(stranger),
    'a certificate of its own': await new SignJWT(good).setProtectedHeader({ alg: 'RS256', x5u: 'http://127.0.0.1:1/cert' }).sign(stranger),
    'run out': await issuer.sign({ ...good, iat: now - 120, exp: now - 60 }),
    'not yet': await issuer.sign({ ...good, nbf: now + 60 }),
    'of the future': await issuer.sign({ ...good, iat: now + 3600, exp: now + 7200 }),
    'for ever': await issuer.sign({ iss: good.iss, aud: good.aud, sub: 'ana', iat: now, email: good.email, email_verified: true }),
    'an end that is a text': await issuer.sign({ ...good, exp: String(now + 60) as unknown as number }),
    'an end beyond numbers': await issuer.sign({ ...good, exp: 1e308 }),
    'another issuer': await issuer.sign({ ...good, iss: 'http://127.0.0.1:1' }),
    'for another': await issuer.sign({ ...good, aud: 'other' }),
    'of another client': await issuer.sign({ ...good, aud: [CLIENT.id, 'other'], azp: 'other' }),
    'without a role': await issuer.sign({ ...good, email: 'who@example.com' }),
    'an address nobody verified': await issuer.sign({ ...good, email_verified: false }),
    'cut off': whole.slice(0, -8),
    changed: `${head}.${base64(JSON.stringify({ ...good, sub: 'other' }))}.${seal}`,
  }
  const answers = await Promise.all(
    Object.entries(bad).map(async ([name, key]) => [name, (await host.ask('GET', '/api/me', { key })).status]),
  )
  const refused = answers.filter(([, status]) => status === 401 || status === 429)
  assert.deepEqual(
    answers.filter((one) => !refused.includes(one)),
    [],
  )
  const basic = await host.ask('GET', '/api/me', { headers: { authorization: `Basic ${whole}` } })
  assert.deepEqual([basic.status, (await host.ask('GET', '/api/me', { key: whole })).status], [401, 200])
})

test('a page that is not the return from the provider is refused to other sites as ever', async (t) => {
  const { host } = await openWithIssuer(t)
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const paths = ['/', '/login/sso', '/api/login', '/api/me', '/login/sso/callback/']
  assert.deepEqual(
    await Promise.all(paths.map(async (path) => (await navigate(host.url + path, headers)).status)),
    paths.map(() => 403),
  )
  const framed = { ...headers, 'sec-fetch-dest': 'iframe' }
  assert.equal((await navigate(`${host.url}/login/sso/callback?state=x`, framed)).status, 403)
})

test('without a provider in the settings there is nothing to sign in with', async (t) => {
  const host = await openSigned(t)
  const statuses = ['/login/sso', '/login/sso/callback'].map(async (path) => (await fetch(host.url + path)).status)
  assert.deepEqual([await Promise.all(statuses), (await host.ask('GET', '/api/login')).body], [[404, 404], { sso: false }])
})
