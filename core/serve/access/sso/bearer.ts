import { jwtVerify } from 'jose'
import type { Principal } from '../../serve.ts'
import { hashOf } from '../secret.ts'
import type { Provider } from './provider.ts'
import { nameOf, roleOf } from './roles.ts'
import type { SsoSettings } from './settings.ts'

/** Signatures that only the provider can make; none, and those that a shared secret makes, are not among them (RFC 8725, 3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
const TOLERANCE_SECONDS = 5

type Parts = { readonly settings: SsoSettings; readonly provider: () => Promise<Provider>; readonly later: () => number }

/** Who a JSON Web Token of the provider is of, when it is for us, good now, and its bearer has a role here. */
export function createBearer({ settings, provider, later }: Parts): (jwt: string) => Promise<Principal | undefined> {
  const audience = settings.audience ?? settings.clientId

  async function claimsOf(jwt: string) {
    const { issuer, keys } = await provider()
    const { payload } = await jwtVerify(jwt, keys, {
      ...{ issuer, audience, algorithms: ALGORITHMS, clockTolerance: TOLERANCE_SECONDS },
      currentDate: new Date(later()),
      // Which also refuses one that was issued in the future.
      maxTokenAge: '1 day',
      requiredClaims: ['exp', 'iat', 'sub'],
    })
    const isOurs = payload.azp === undefined || payload.azp === settings.clientId
    return isOurs && Number.isSafeInteger(payload.exp) ? payload : undefined
  }

  return async (jwt) => {
    // Whatever is wrong with it, it is refused as a key that is not known.
    const claims = await claimsOf(jwt).catch(() => undefined)
    const role = claims && roleOf(claims, settings)
    if (!claims || !role) return undefined
    return {
      ...{ id: subjectOf(claims), role, name: nameOf(claims), kind: 'sso' },
      expiresAt: new Date(Number(claims.exp) * 1000).toISOString(),
    }
  }
}

/** The same for the same account, and telling nothing of it. */
export function subjectOf({ iss, sub }: { readonly iss?: string; readonly sub?: string }): string {
  return `sso-${hashOf(JSON.stringify([iss, sub])).slice(0, 16)}`
}
