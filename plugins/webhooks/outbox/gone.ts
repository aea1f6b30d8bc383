import type { KeyValue } from '#sdk'
import type { Endpoint } from '../endpoint.ts'

/** Why an endpoint is switched off for good, and of which address that was said. */
type Gone = { readonly why: string; readonly at: string; readonly address: string }

/** Remembers which endpoints said that they are gone: nothing is sent there, until somebody resumes it or writes another address. */
export function createGone(kv: KeyValue, now: () => number) {
  const keyOf = ({ name }: Pick<Endpoint, 'name'>) => `gone:${name}`
  return {
    async why(endpoint: Pick<Endpoint, 'name' | 'url'>): Promise<string | undefined> {
      // Only this file writes it.
      const gone = (await kv.get(keyOf(endpoint))) as Gone | undefined
      return gone?.address === (await fingerprint(endpoint.url)) ? gone.why : undefined
    },
    async mark(endpoint: Pick<Endpoint, 'name' | 'url'>, why: string): Promise<void> {
      const gone: Gone = { why, at: new Date(now()).toISOString(), address: await fingerprint(endpoint.url) }
      await kv.set(keyOf(endpoint), gone)
    },
    forget: (endpoint: Pick<Endpoint, 'name'>) => kv.delete(keyOf(endpoint)),
  }
}

/** An address may hold a secret, so that only what it hashes to is kept. */
async function fingerprint({ href }: URL): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(href))
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
