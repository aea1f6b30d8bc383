import type { UnifiedEvent } from '#sdk'
import type { Kind } from '../kinds/kind.ts'
import { bodyOf } from './body.ts'
import { hmac } from './sign.ts'
import { verdictOf } from './verdict.ts'

/**
 * What receivers of older TikTok tools read: `{ event: "tiktok:gift", data, timestamp, source, signature }`, where the signature is `sha256=` and the
 * HMAC-SHA256, in hexadecimal, of the same JSON without it.
 */
export const classic: Kind = {
  timeoutMs: 5000,
  concurrency: 2,
  write: (event, { template }) => bodyOf(event, template, messageOf),
  together: () => 1,
  async request([{ body }], { url, secrets }) {
    return { url: url.href, body: await withSignature(body, secrets[0]), headers: { 'content-type': 'application/json' } }
  },
  verdict: verdictOf,
}

const messageOf = (event: UnifiedEvent) => ({
  event: `tiktok:${event.eventType}`,
  // The money of a tip is beside its payload.
  data: { ...event.payload, ...(event.eventType === 'tip' && event.value), eventId: event.eventId, user: event.user },
  timestamp: event.timestamp,
  source: 'showrunner',
})

async function withSignature(body: string, secret: string | undefined): Promise<string> {
  const message: unknown = JSON.parse(body)
  // A template may have made anything; only an object has room for a signature.
  if (secret === undefined || typeof message !== 'object' || message === null || Array.isArray(message)) return body
  const bytes = await hmac(new TextEncoder().encode(secret), body)
  return JSON.stringify({ ...message, signature: `sha256=${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}` })
}
