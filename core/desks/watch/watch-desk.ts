import type { QueueStats, Settings } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { LogTail } from '../../base/log-tail.ts'
import type { Audit, ServeParts, WatchDesk } from '../../serve/serve.ts'
import { MIGRATIONS } from '../../store/sqlite/migrate.ts'
import type { Store } from '../../store/store.ts'
import { createDiagnostics } from './diagnostics.ts'
import { createMetrics } from './metrics.ts'
import type { createReport } from './report.ts'
import type { Tally } from './tally.ts'

type Parts = {
  readonly version: string
  readonly dataDir: string
  readonly store: Pick<Store, 'latest'>
  readonly settings: () => Settings
  readonly report: ReturnType<typeof createReport>
  readonly tally: Tally
  readonly stats: () => QueueStats
  /** As GET /health says it. */
  readonly state: ServeParts['health']
  readonly tail: LogTail
  readonly audit: Audit
  readonly clock: Clock
}

/** The host as whoever watches it sees it. */
export function createWatchDesk({ version, dataDir, store, settings, report, tally, stats, state, tail, audit, clock }: Parts): WatchDesk {
  const diagnostics = createDiagnostics({
    ...{ version, dataDir, clock, tail, settings, latest: store.latest, migrations: Object.keys(MIGRATIONS) },
    status: report.status,
    health: report.parts,
  })
  return {
    metrics: createMetrics(() => ({ ...report.status(), version, eventsByType: tally.counts(), stats: stats() })),
    health() {
      const parts = [...report.parts()]
      const failing = parts.find(({ ok }) => !ok)?.part
      if (state().status === 'draining') return { status: 'draining', parts }
      return failing === undefined ? { status: 'ok', parts } : { status: 'degraded', failing, parts }
    },
    log: tail.lines,
    diagnostics(by) {
      audit({ what: 'diagnostics.made', by })
      return diagnostics()
    },
  }
}
