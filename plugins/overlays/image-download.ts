import { joined } from '#sdk/bytes'

const MAX_BYTES = 256 * 1024
const TIMEOUT_MS = 3000
const MAX_REDIRECTS = 2
const HOSTS = ['tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com', 'ibyteimg.com']

export type Fetch = (url: string, init: { readonly redirect: 'manual'; readonly signal: AbortSignal }) => Promise<Response>

/** Whether a picture may be fetched from there: from the platform, over TLS. */
export function isAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, password } = new URL(url)
  return protocol === 'https:' && !username && !password && HOSTS.some((host) => hostname.endsWith(`.${host}`))
}

export type How = {
  readonly fetch: Fetch
  readonly timeoutMs?: number | undefined
  readonly mayFetch?: ((url: string) => boolean) | undefined
}

/** The bytes at an address of the platform: at most 256 KiB, in at most 3 s. Rejects with why there are none. */
export async function download(url: string, { fetch, timeoutMs = TIMEOUT_MS, mayFetch = isAllowed }: How): Promise<Uint8Array> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Error(`No picture within ${timeoutMs / 1000} s`)), timeoutMs)
  try {
    return await bytesOf(await follow(url, { fetch, mayFetch, signal: late.signal }))
  } finally {
    clearTimeout(timer)
    late.abort()
  }
}

type Way = { readonly fetch: Fetch; readonly mayFetch: (url: string) => boolean; readonly signal: AbortSignal }

/** Each step of a redirect is looked at as the first address was. */
async function follow(url: string, way: Way, step = 0): Promise<Response> {
  if (!way.mayFetch(url)) throw new Error('Pictures come from the platform only, over https')
  const response = await way.fetch(url, { redirect: 'manual', signal: way.signal })
  const next = response.headers.get('location')
  if (response.ok) return response
  if (next === null || step === MAX_REDIRECTS) throw new Error(`The answer was ${response.status}`)
  return follow(new URL(next, url).href, way, step + 1)
}

async function bytesOf({ body, headers }: Response): Promise<Uint8Array> {
  if (!body || Number(headers.get('content-length') ?? 0) > MAX_BYTES) throw new Error(`A picture has 1 byte to ${MAX_BYTES / 1024} KiB`)
  const parts: Uint8Array[] = []
  let length = 0
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length
    if (length > MAX_BYTES) throw new Error(`A picture has at most ${MAX_BYTES / 1024} KiB`)
    parts.push(part.value)
  }
  return joined(parts)
}
