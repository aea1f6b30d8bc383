import { once } from 'node:events'
import { createServer } from 'node:http'
import type { TestContext } from 'node:test'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export const CLIENT = { id: 'showrunner', secret: 'a-secret-of-the-client-that-is-long-enough' }

/** Accounts of the provider, by what is typed in as the login. */
const ACCOUNTS: Readonly<Record<string, object>> = {
  ana: { email: 'ana@example.com', email_verified: true, name: 'Ana' },
  bea: { email: 'bea@example.com', email_verified: false, name: 'Bea', groups: ['mods'] },
  eve: { email: 'ana@example.com', email_verified: false, name: 'Eve' },
}

type ProviderClass = new (
  issuer: string,
  options: object,
) => { callback(): Parameters<typeof createServer>[1]; on(name: string, listener: () => void): void }

/** A real OpenID provider on this machine, which knows us at this address. It can be stopped. */
export async function startIssuer(t: TestContext, redirectUri: () => string) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const http = createServer((incoming, outgoing) => answer(incoming, outgoing))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  let answer: NonNullable<ReturnType<InstanceType<ProviderClass>['callback']>> = (_, outgoing) => outgoing.end()

  return {
    issuer,
    /** Once it is known where it is to send browsers. */
    async open() {
      // It has no types of its own.
      const { default: Provider } = (await import('oidc-provider' as string)) as { default: ProviderClass }
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: CLIENT.id,
            client_secret: CLIENT.secret,
            redirect_uris: [redirectUri()],
            token_endpoint_auth_method: 'client_secret_post',
          },
        ],
        jwks: { keys: [jwk] },
        cookies: { keys: ['for this test'] },
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
        pkce: { required: () => true, methods: ['S256'] },
        findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ sub, ...ACCOUNTS[sub] }) }),
      })
      answer = provider.callback() ?? answer
    },
    /** What the provider itself could sign. */
    sign: (claims: JWTPayload, header: object = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(privateKey),
    /** For those who try to use what everybody may know as a secret. */
    publicJwk: { kty: jwk.kty, n: jwk.n, e: jwk.e },
    stop: () => void http.close().closeAllConnections(),
    end: t.after(() => void http.close().closeAllConnections()),
  }
}

/** A browser that keeps cookies of each origin and does what the provider's own pages ask, as this account. Answers where it is sent back to. */
export async function walkThrough(start: string, login: string): Promise<URL> {
  const jar = new Map<string, string>()
  let at = new URL(start)
  let form: URLSearchParams | undefined
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(at, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { body: form }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? []
      jar.set(name, value)
    }
    const text = await response.text()
    const location = response.headers.get('location')
    if (location !== null) {
      at = new URL(location, at)
      form = undefined
      if (at.pathname === '/login/sso/callback') return at
      continue
    }
    const action = /<form[^>]* action="([^"]+)"/.exec(text)?.[1]
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1]
    if (action === undefined || prompt === undefined)
      throw new Error(`The provider asks for something else: ${response.status} ${text.slice(0, 300)}`)
    at = new URL(action, at)
    form = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'any' } : { prompt })
  }
  throw new Error('The provider goes round in circles')
}
