import { FAULTS, type ProviderError } from './providers/provider-error.ts'

/** Failures in a row that are too many. */
const TOO_MANY = 3
const PAUSE_MS = { first: 30_000, longest: 600_000, account: 600_000, throttled: 6 * 3_600_000, asked: 3_600_000 }

export type Breaker = {
  /** Why the provider is left alone for now, or nothing. */
  problem(): string | undefined
  succeeded(): void
  failed(error: ProviderError): void
}

/** closed: asked. open: left alone until a moment. half open: that moment is over, and the next failure opens it again, for twice as long. */
export function createBreaker({ now }: { readonly now: () => number }): Breaker {
  let failures = 0
  let openings = 0
  let until = 0
  let why = ''

  function open(ms: number, reason: string) {
    until = Math.max(until, now() + ms)
    why = reason
  }

  return {
    problem: () => (now() < until ? `${why}; it is asked again in ${inWords(until - now())}` : undefined),
    succeeded() {
      failures = 0
      openings = 0
      until = 0
    },
    failed({ fault, message, retryAfterMs }) {
      const { breaks } = FAULTS[fault]
      if (breaks === 'never') return
      failures += 1
      if (breaks === 'long') open(PAUSE_MS.throttled, message)
      if (breaks === 'now') open(PAUSE_MS.account, message)
      if (retryAfterMs !== undefined) open(Math.min(PAUSE_MS.asked, retryAfterMs), message)
      if (breaks === 'often' && failures >= TOO_MANY) {
        open(Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** openings), message)
        openings += 1
      }
    },
  }
}

function inWords(ms: number): string {
  if (ms < 60_000) return `${Math.ceil(ms / 1000)} s`
  return ms < 3_600_000 ? `${Math.ceil(ms / 60_000)} min` : `${Math.ceil(ms / 3_600_000)} h`
}
