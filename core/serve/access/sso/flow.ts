import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Logger } from '../../../base/log.ts'
import type { SsoDesk } from '../../serve.ts'
import type { NewSession } from '../sign-in.ts'
import { subjectOf } from './bearer.ts'
import type { Provider } from './provider.ts'
import { nameOf, roleOf } from './roles.ts'
import type { SsoSettings } from './settings.ts'

const SESSION_MS = 12 * 3_600_000
const BEGUN_MS = 10 * 60_000
const MAX_BEGUN = 100

type Begun = { readonly verifier: string; readonly nonce: string; readonly redirect: string; readonly until: number }

type Parts = {
  readonly settings: SsoSettings
  readonly provider: () => Promise<Provider>
  readonly open: (session: NewSession, peer: string) => ReturnType<SsoDesk['finish']>
  readonly later: () => number
  readonly log: Logger
}

/**
 * Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 9700). What comes back has to be of a browser that was sent,
 * comes once, and is good for twelve hours.
 */
export function createFlow({ settings, provider, open, later, log }: Parts): SsoDesk {
  const begun = new Map<string, Begun>()

  function take(address: URL, state: string | undefined): Begun | undefined {
    if (state === undefined || address.searchParams.get('state') !== state) return undefined
    const found = begun.get(state)
    begun.delete(state)
    return found && found.until > later() ? found : undefined
  }

  async function claimsOf(address: URL, { state, verifier, nonce, redirect }: Begun & { readonly state: string }) {
    const { config } = await provider()
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
    const tokens = await authorizationCodeGrant(config, new URL(address.search, redirect), checks)
    const claims = tokens.claims()
    if (!claims) return undefined
    if (roleOf(claims, settings) || !config.serverMetadata().userinfo_endpoint) return claims
    return { ...(await fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
  }

  return {
    async begin({ url }) {
      const { config } = await provider()
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
      const redirect = `${settings.origin ?? url}/login/sso/callback`
      begun.set(state, { verifier, nonce, redirect, until: later() + BEGUN_MS })
      const [oldest] = begun.keys()
      if (begun.size > MAX_BEGUN && oldest !== undefined) begun.delete(oldest)
      const to = buildAuthorizationUrl(config, {
        redirect_uri: redirect,
        scope: settings.scope ?? 'openid email profile',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...{ state, nonce },
      })
      return { url: to.href, state }
    },
    async finish(address, { state, by }) {
      const known = take(address, state)
      if (!known || state === undefined) return 'refused'
      const claims = await claimsOf(address, { ...known, state }).catch((error) => {
        log.warn({ error: String(error) }, 'A sign-in of the organisation was refused')
        return undefined
      })
      if (!claims) return 'refused'
      const role = roleOf(claims, settings)
      if (!role) return 'no role'
      return open({ name: nameOf(claims), role, createdBy: 'sso', how: 'sso', subject: subjectOf(claims), lastsMs: SESSION_MS }, by.peer)
    },
  }
}
