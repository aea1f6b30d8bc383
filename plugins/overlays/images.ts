import { download, type How, isAllowed } from './image-download.ts'
import { imageTypeOf } from './image-type.ts'

const AT_ONCE = 8
const WAITING_MAX = 100
const KNOWN_MAX = 1000
const KEPT_MS = 3 * 3_600_000
/** After a failure nobody asks again for so long. */
const FAILED_MS = 10 * 60_000

type Parts = How & {
  /** Keeps a picture for pages, and answers its address. */
  readonly put: (bytes: Uint8Array, type: string) => Promise<{ readonly url: string }>
  readonly now?: () => number
  /** A picture is there that was asked for in vain before. */
  readonly onReady?: () => void
  /** Told of a failure, without the address, which says who somebody is. */
  readonly onFailure?: (reason: string) => void
}

type Known = { readonly url?: string; readonly until: number }

/** Pictures of the platform, fetched once and served by this host, so that no page in OBS goes out for them. */
export function createImages({ put, now = Date.now, onReady = () => {}, onFailure = () => {}, ...how }: Parts) {
  const known = new Map<string, Known>()
  const loading = new Map<string, Promise<string | undefined>>()
  const waiting: (() => void)[] = []
  const { mayFetch = isAllowed } = how
  let busy = 0

  async function fetched(url: string): Promise<string | undefined> {
    const bytes = await download(url, how)
    const type = imageTypeOf(bytes)
    if (type === undefined) throw new Error('It is no PNG, JPEG, WebP or GIF')
    return (await put(bytes, type)).url
  }

  async function inTurn(url: string): Promise<string | undefined> {
    if (busy >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    else busy++
    try {
      return await fetched(url)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else busy--
    }
  }

  function remember(name: string, url: string | undefined) {
    known.delete(name)
    known.set(name, { until: now() + (url ? KEPT_MS : FAILED_MS), ...(url && { url }) })
    const [oldest] = known.keys()
    if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest)
  }

  /** Its address here, in a while; undefined when it cannot be had. Never rejects. */
  async function load(url: string): Promise<string | undefined> {
    if (!mayFetch(url)) return undefined
    const name = nameOf(url)
    const before = known.get(name)
    if (before && before.until > now()) return before.url
    const already = loading.get(name)
    if (already) return already
    if (waiting.length >= WAITING_MAX) return undefined
    const work = inTurn(url).catch((error: unknown) => {
      onFailure(error instanceof Error ? error.message : String(error))
      return undefined
    })
    loading.set(name, work)
    const address = await work
    loading.delete(name)
    remember(name, address)
    return address
  }

  return {
    load,
    /** Its address here if that is known by now; else it is fetched, and `onReady` says when to ask again. */
    of(url: string | undefined): string | undefined {
      if (url === undefined || !mayFetch(url)) return undefined
      const one = known.get(nameOf(url))
      if (one && one.until > now()) return one.url
      void load(url).then((address) => address && onReady())
      return undefined
    },
  }
}

/** The same picture has a new signature behind its `?` every few hours. */
function nameOf(url: string): string {
  return url.replace(/\?.*$/s, '')
}
