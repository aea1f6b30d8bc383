import type { UnifiedEvent } from '#sdk'
import type { Kind } from '../kinds/kind.ts'
import { bodyOf } from './body.ts'
import { signed } from './sign.ts'
import { verdictOf } from './verdict.ts'

/** Standard Webhooks 1.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const standard: Kind = {
  timeoutMs: 15_000,
  concurrency: 2,
  write: (event, { template }) => bodyOf(event, template, messageOf),
  together: () => 1,
  async request([{ id, body }], { url, secrets }, now) {
    return { url: url.href, body, headers: { 'content-type': 'application/json', ...(await signed({ id, body, now }, secrets)) } }
  },
  verdict: verdictOf,
}

const messageOf = (event: UnifiedEvent) => ({ type: event.eventType, timestamp: event.timestamp, data: event })
