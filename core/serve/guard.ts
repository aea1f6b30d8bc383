import { headerOf, headersOf, keyOf, pathOf, type RequestHead } from './head.ts'
import type { Limits } from './limits.ts'
import { type Problem, tooLarge } from './problem.ts'

const WRITE = ['POST', 'PUT', 'PATCH', 'DELETE']

// One spelling for each path: nothing encoded but the colon that ids have, no empty part, none that begins or ends with a dot.
const PATH = /^\/$|^(\/[\w~-]([\w.~-]*[\w~-])?)+\/?$|^\/api(\/[\w~-](([\w.~:-]|%3A)*[\w~-])?)+\/?$/
const JSON_TYPE = /^application\/json(; ?charset="?utf-8"?)?$/i

/** Stands in front of every request and handshake: answers why it is refused, or nothing. Looks at the head only. */
export function createGuard({ hosts, limits }: { hosts: ReadonlySet<string>; limits: Limits }) {
  const checks = [
    (head: RequestHead) => checkSize(head, limits),
    (head: RequestHead) => checkHost(head, hosts),
    checkOrigin,
    checkPath,
    (head: RequestHead) => checkBody(head, limits),
  ]
  return (head: RequestHead): Problem | undefined => {
    for (const check of checks) {
      const problem = check(head)
      if (problem) return problem
    }
    return undefined
  }
}

/** The Host headers that mean this server, in lower case. */
export function hostsOf(port: number, allowedHosts: readonly string[]): ReadonlySet<string> {
  const loopback = ['127.0.0.1', 'localhost', '[::1]']
  // Browsers leave port 80 out. A name of the operator's own may stand behind a proxy, which has another port.
  const bare = [...allowedHosts, ...(port === 80 ? loopback : [])]
  const full = [...allowedHosts, ...loopback].map((name) => `${name}:${port}`)
  return new Set([...bare, ...full].map((name) => name.toLowerCase()))
}

function checkSize(head: RequestHead, { headers }: Limits): Problem | undefined {
  return head.rawHeaders.length / 2 > headers ? { code: 'HEADERS_TOO_LARGE' } : undefined
}

function checkHost(head: RequestHead, hosts: ReadonlySet<string>): Problem | undefined {
  const host = headerOf(head, 'host')
  // A target like http://other/path would be another host's, whatever the header says.
  const isOurs = host !== undefined && hosts.has(host.toLowerCase()) && head.url?.startsWith('/')
  return isOurs ? undefined : { code: 'HOST_REFUSED' }
}

function checkOrigin(head: RequestHead): Problem | undefined {
  const host = headerOf(head, 'host')?.toLowerCase()
  const isOwn = headersOf(head, 'origin').every((origin) => [`http://${host}`, `https://${host}`].includes(origin.toLowerCase()))
  // Browsers leave Origin out of simple reads, and say where those come from here instead.
  const isNear = headersOf(head, 'sec-fetch-site').every((site) => ['same-origin', 'none'].includes(site.toLowerCase()))
  return (isOwn && (isNear || isReturn(head))) || isApart(head) ? undefined : { code: 'ORIGIN_REFUSED' }
}

/**
 * Pages of overlays have no origin, so that they share nothing with the dashboard or with each other (policy.ts): they load what anybody may have, load
 * themselves anew, and open a socket when they show a key, which upgrade.ts looks at.
 */
function isApart(head: RequestHead): boolean {
  const origins = headersOf(head, 'origin')
  if (origins.some((origin) => origin !== 'null')) return false
  if (headerOf(head, 'upgrade') !== undefined) return origins.length === 1 && keyOf(head) !== undefined
  const isRead = head.method === 'GET' || head.method === 'HEAD'
  if (!isRead || !/^\/(overlay|blobs)\//.test(pathOf(head))) return false
  return origins.length === 1 || PARTS_OF_PAGES.includes(headerOf(head, 'sec-fetch-dest') ?? '')
}

/** As browsers name them: what a page shows, and the page itself. */
const PARTS_OF_PAGES = ['style', 'image', 'script', 'font', 'audio', 'video', 'track', 'document', 'iframe']

/** The organisation's sign-in sends a browser back to this one page; what that may do, a state of ours that it brings decides. */
function isReturn(head: RequestHead): boolean {
  const isNavigation = headerOf(head, 'sec-fetch-mode') === 'navigate' && headerOf(head, 'sec-fetch-dest') === 'document'
  return head.method === 'GET' && isNavigation && pathOf(head) === '/login/sso/callback'
}

function checkPath(head: RequestHead): Problem | undefined {
  return PATH.test(pathOf(head)) ? undefined : { code: 'NOT_FOUND' }
}

function checkBody(head: RequestHead, { bodyBytes }: Limits): Problem | undefined {
  if (!WRITE.includes(head.method ?? '')) return undefined
  // Browsers send neither to another origin without asking first; whoever has nothing to say names no type for it.
  const isAsked = head.method === 'DELETE' || keyOf(head) !== undefined
  if (isAsked && isBare(head)) return undefined
  const isJson = JSON_TYPE.test(headerOf(head, 'content-type') ?? '') && headersOf(head, 'content-encoding').length === 0
  if (!isJson) return { code: 'BODY_TYPE_REFUSED' }
  return Number(headerOf(head, 'content-length') ?? 0) > bodyBytes ? tooLarge(bodyBytes) : undefined
}

/** Without a body, and without a word about one, but that it is empty. */
function isBare(head: RequestHead): boolean {
  const isEmpty = headersOf(head, 'content-length').every((length) => length === '0')
  return isEmpty && ['transfer-encoding', 'content-type'].every((name) => headersOf(head, name).length === 0)
}
