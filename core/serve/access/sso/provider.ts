import { createRemoteJWKSet } from 'jose'
import { allowInsecureRequests, type Configuration, discovery, enableNonRepudiationChecks, None } from 'openid-client'
import { HostError } from '../../../base/errors.ts'
import type { SsoSettings } from './settings.ts'

const TIMEOUT_SECONDS = 5

/** What is known of the provider, and its keys. */
export type Provider = { readonly config: Configuration; readonly issuer: string; readonly keys: ReturnType<typeof createRemoteJWKSet> }

/** Asks the provider to describe itself when it is first needed, and again after it could not be reached. Rejects with OVERLOADED. */
export function createProvider({ issuer, clientId }: SsoSettings, clientSecret: string | undefined): () => Promise<Provider> {
  let known: Promise<Provider> | undefined

  async function find(): Promise<Provider> {
    const url = new URL(issuer)
    const config = await discovery(url, clientId, clientSecret ?? {}, clientSecret === undefined ? None() : undefined, {
      timeout: TIMEOUT_SECONDS,
      // The settings allow http only for a provider on this machine.
      ...(url.protocol === 'http:' && { execute: [allowInsecureRequests] }),
    })
    enableNonRepudiationChecks(config)
    const metadata = config.serverMetadata()
    if (metadata.jwks_uri === undefined) throw new TypeError('The provider names no keys')
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), { timeoutDuration: TIMEOUT_SECONDS * 1000 })
    return { config, issuer: metadata.issuer, keys }
  }

  return () => {
    known ??= find().catch((cause) => {
      known = undefined
      throw new HostError(
        'OVERLOADED',
        'The sign-in of the organisation cannot be reached; sign in with a link or a key',
        { issuer },
        cause,
      )
    })
    return known
  }
}
