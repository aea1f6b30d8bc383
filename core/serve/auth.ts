import type { Clock } from '../base/clock.ts'
import { cookieOf } from './access/cookie.ts'
import { headerOf, keyOf, pathOf, type RequestHead } from './head.ts'
import type { Limits } from './limits.ts'
import type { Problem } from './problem.ts'
import type { AccessDesk, Credential, Principal } from './serve.ts'

const MINUTE_MS = 60_000
const MAX_PEERS = 1_000

/** The WebSocket of the dashboard, the only one that takes a cookie in the place of a key. */
export const PAGE_SOCKET = '/ws/page'

type Parts = {
  readonly access: Pick<AccessDesk, 'identify' | 'verify'>
  readonly cookieName: () => string
  readonly clock: Clock
  readonly limits: Limits
}

export type Auth = ReturnType<typeof createAuth>

/** Answers who sent a request. Wrong keys are limited per peer; right ones are never locked out. */
export function createAuth({ access, cookieName, clock, limits }: Parts) {
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

  const refuse = (peer: string, code: 'KEY_WRONG' | 'LOGIN_WRONG' = 'KEY_WRONG'): Problem => ({
    code: countWrong(peer) > limits.wrongKeysPerMinute ? 'TOO_MANY_WRONG_KEYS' : code,
  })

  return {
    async ask(head: RequestHead, peer: string): Promise<Principal | Problem> {
      const shown = credentialOf(head, cookieName())
      if (!shown) return { code: 'KEY_NEEDED', ...(isMisplaced(head) && { detail: WHERE }) }
      if (shown.kind === 'cookie' && !isOfOwnPage(head)) return { code: 'ORIGIN_REFUSED' }
      return access.identify(shown) ?? (isJwt(shown) ? await access.verify(shown.text) : undefined) ?? refuse(peer)
    },
    /** Counts one more that was wrong, and answers how that is said. */
    refuse,
  }
}

const WHERE =
  'A key is read only from "Authorization: Bearer <key>", or from a WebSocket\'s subprotocols "showrunner, key.<key>"; never from the address'

/** There may be a key, where none is looked for. */
function isMisplaced(head: RequestHead): boolean {
  return headerOf(head, 'authorization') !== undefined || /[?&](key|token|access_token|auth)=/i.test(head.url ?? '')
}

const isJwt = ({ kind, text }: Credential) => kind === 'key' && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)

/** A key where there is one: whoever shows it means it. */
function credentialOf(head: RequestHead, cookieName: string): Credential | undefined {
  const key = keyOf(head)
  if (key !== undefined) return { kind: 'key', text: key }
  const isHandshake = headerOf(head, 'upgrade') !== undefined
  // Scripts of overlays may open the other sockets, and would be whoever is signed in.
  if (isHandshake && pathOf(head) !== PAGE_SOCKET) return undefined
  const cookie = cookieOf(head, cookieName)
  return cookie === undefined ? undefined : { kind: 'cookie', text: cookie }
}

/**
 * A browser sends a cookie along whoever made the request. What changes something, and a WebSocket, has to say that one of our own pages did;
 * the guard has refused other origins before.
 */
function isOfOwnPage(head: RequestHead): boolean {
  const isRead = head.method === 'GET' || head.method === 'HEAD'
  if (isRead && headerOf(head, 'upgrade') === undefined) return true
  return headerOf(head, 'origin') !== undefined || headerOf(head, 'sec-fetch-site')?.toLowerCase() === 'same-origin'
}
