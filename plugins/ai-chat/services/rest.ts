import type { ServiceFailure } from './failure.ts'

/** So many failures in a row, and a service is left alone for a while. */
const TRIES = 3
const REST_MS = 60_000

/** Services that are not asked for a while: because they said so, failed again and again, or for good because the operator must act. */
export function createRest(now: () => number) {
  const until = new Map<string, number>()
  const failures = new Map<string, number>()

  return {
    isResting: (service: string) => (until.get(service) ?? 0) > now(),
    worked(service: string): void {
      failures.delete(service)
      until.delete(service)
    },
    /** Answers whether it rests from now on. */
    failed(service: string, { kind, retryAfterMs }: Pick<ServiceFailure, 'kind' | 'retryAfterMs'>): boolean {
      if (kind === 'stopped') return false
      const count = (failures.get(service) ?? 0) + 1
      failures.set(service, count)
      if (kind === 'auth') until.set(service, Number.POSITIVE_INFINITY)
      else if (retryAfterMs !== undefined) until.set(service, now() + retryAfterMs)
      else if (count >= TRIES) until.set(service, now() + REST_MS)
      return (until.get(service) ?? 0) > now()
    },
  }
}
