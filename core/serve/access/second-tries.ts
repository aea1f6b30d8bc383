import { hashOf } from './secret.ts'

type Try = { readonly browser: string; readonly until: number; sessionId?: string }

/** As long as somebody tries whose answer was lost on the way. */
const AGAIN_MS = 60_000
const MAX_KNOWN = 100

/**
 * Which browser used a link just now, by a secret of its own: the answer may not have reached it, and then it may come once more. Of a restart nothing is
 * known.
 */
export function createSecondTries(now: () => number) {
  const tries = new Map<string, Try>()

  return {
    /** The link is used by this browser. */
    begin(linkId: string, browser: string | undefined): void {
      if (browser === undefined) return
      tries.set(linkId, { browser: hashOf(browser), until: now() + AGAIN_MS })
      const [oldest] = tries.keys()
      if (tries.size > MAX_KNOWN && oldest !== undefined) tries.delete(oldest)
    },
    /** What came of it the first time; undefined for any other browser, and after a minute. */
    of(linkId: string, browser: string | undefined): Try | undefined {
      const known = tries.get(linkId)
      return known && browser !== undefined && known.browser === hashOf(browser) && now() < known.until ? known : undefined
    },
    opened(linkId: string, sessionId: string): void {
      const known = tries.get(linkId)
      if (known) known.sessionId = sessionId
    },
  }
}
