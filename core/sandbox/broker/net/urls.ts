import { PowerError } from '../power.ts'
import { hostOf, type Target } from './hosts.ts'

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 }

/** Ports where other protocols could take a request for their own: https://fetch.spec.whatwg.org/#port-blocking */
const BAD_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117,
  119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636,
  989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

/** A URL of one of these schemes, without a user name in it. Throws PowerError TypeError, in the words given for the scheme. */
export function readUrl(text: string, { schemes, base }: { readonly schemes: readonly string[]; readonly base?: URL }): URL {
  if (!URL.canParse(text, base?.href)) throw new PowerError('TypeError', `Invalid URL: ${JSON.stringify(text.slice(0, 200))}`)
  const url = new URL(text, base?.href)
  const scheme = url.protocol.slice(0, -1)
  if (!schemes.includes(scheme)) throw new PowerError('TypeError', `Url scheme '${scheme}' not supported`)
  if (url.username || url.password)
    throw new PowerError('TypeError', 'A URL must not hold a user name or password; send a header in its place')
  if (BAD_PORTS.has(targetOf(url).port)) throw new PowerError('TypeError', `Requests to port ${url.port} are blocked`)
  return url
}

/** Where a URL of http, https, ws or wss leads. */
export function targetOf(url: URL): Target {
  const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port)
  // The URL standard knows hosts that are none of the name system, such as an empty label.
  return { hostname: hostOf(url.hostname) ?? url.hostname, port }
}
