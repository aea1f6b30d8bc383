import type { HealthPart } from '../schemas/types.ts'
import type { LogTail } from './base/log-tail.ts'
import type { Audit, ServeParts, WatchDesk } from './serve/serve.ts'

type Parts = {
  readonly metrics: () => Promise<string>
  readonly diagnostics: () => Promise<Buffer>
  readonly state: ServeParts['health']
  readonly parts: () => readonly HealthPart[]
  readonly tail: LogTail
  readonly audit: Audit
}

/** The host as whoever watches it sees it. */
export function createWatchDesk({ metrics, diagnostics, state, parts, tail, audit }: Parts): WatchDesk {
  return {
    metrics,
    health() {
      const all = parts()
      const failing = all.find(({ ok }) => !ok)?.part
      const isDraining = state().status === 'draining'
      return { status: isDraining ? 'draining' : failing ? 'degraded' : 'ok', ...(failing !== undefined && { failing }), parts: [...all] }
    },
    log: tail.lines,
    diagnostics(by) {
      audit({ what: 'diagnostics.made', by })
      return diagnostics()
    },
  }
}
