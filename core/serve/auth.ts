import type { Clock } from '../base/clock.ts'
import { headerOf, type RequestHead } from './head.ts'
import type { Limits } from './limits.ts'
import type { Problem } from './problem.ts'
import type { Principal, Role } from './serve.ts'

const MINUTE_MS = 60_000
const MAX_PEERS = 1_000

/** Answers who sent a request. Wrong keys are limited per peer; right ones are never locked out. */
export function createAuth({ roleOf, clock, limits }: { roleOf: (key: string) => Role | undefined; clock: Clock; limits: Limits }) {
  const wrong = new Map<string, { readonly since: number; count: number }>()

  function countWrong(peer: string): number {
    const known = wrong.get(peer)
    const entry = known && clock.now() - known.since < MINUTE_MS ? known : { since: clock.now(), count: 0 }
    entry.count += 1
    wrong.delete(peer)
    wrong.set(peer, entry)
    const [oldest] = wrong.keys()
    if (wrong.size > MAX_PEERS && oldest !== undefined) wrong.delete(oldest)
    return entry.count
  }

  return (head: RequestHead, peer: string): Principal | Problem => {
    const key = keyOf(head)
    if (key === undefined) return { code: 'KEY_NEEDED' }
    const role = roleOf(key)
    if (role) return { id: role, role, name: role }
    return { code: countWrong(peer) > limits.wrongKeysPerMinute ? 'TOO_MANY_WRONG_KEYS' : 'KEY_WRONG' }
  }
}

/** `Authorization: Bearer <key>`, or the subprotocol `key.<key>`, which is all that a browser's WebSocket can send. */
function keyOf(head: RequestHead): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headerOf(head, 'authorization') ?? '')?.[1]
  const subprotocol = /(?:^|,) *key\.([^\s,]+) *(?:,|$)/.exec(headerOf(head, 'sec-websocket-protocol') ?? '')?.[1]
  return bearer ?? subprotocol
}
