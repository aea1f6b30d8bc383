import type { Ingest } from './ingest/ingest.ts'
import type { Source } from './ingest/source.ts'
import type { Plugins } from './plugins/lifecycle.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { Scheduler } from './schedule/schedule.ts'
import type { Server } from './serve/serve.ts'
import type { Retained, Store } from './store/store.ts'

type Parts = {
  readonly source: Source | undefined
  readonly store: Store
  readonly retention: { readonly held: () => Retained['held'] }
  readonly ingest: Ingest
  readonly scheduler: Scheduler
  readonly plugins: Plugins
  readonly sandbox: Sandbox
  /** Undefined until the doors are open. */
  readonly server: () => Server | undefined
}

/** Rows of what was removed lately: a day has at most three. */
const REMOVALS = 30

const NO_SOURCE = {
  kind: 'none',
  state: 'idle',
  detail: 'No source: events come from the API only',
  malformed: 0,
  unknown: 0,
  reconnects: 0,
} as const

/** What the host says of itself: everything for the dashboard and the command line, one word for monitors. */
export function createReport({ source, store, retention, ingest, scheduler, plugins, sandbox, server }: Parts) {
  return {
    status: () => ({
      source: source?.status() ?? NO_SOURCE,
      session: store.sessions.list(20).find(({ streamId }) => streamId === source?.status().streamId),
      ingest: ingest.status(),
      lanes: scheduler.status(),
      plugins: plugins.status(),
      runners: sandbox.status(),
      store: {
        head: store.head(),
        damaged: store.damaged(),
        room: store.room(),
        deadLetters: store.deadLetterCount(),
        discards: store.discards(),
        removed: store.removals().slice(0, REMOVALS),
        held: retention.held(),
      },
      clients: server()?.clients(),
      refused: server()?.refused(),
    }),
    health(): { readonly status: 'ok' | 'degraded'; readonly failing?: string } {
      if (ingest.status().isFull || store.room() !== 'enough') return { status: 'degraded', failing: 'disk-full' }
      if (source?.status().state === 'failed') return { status: 'degraded', failing: 'source' }
      const plugin = plugins.status().find(({ state }) => state === 'failed' || state === 'held' || state === 'quarantined')
      return plugin ? { status: 'degraded', failing: `plugin ${plugin.id}` } : { status: 'ok' }
    },
  }
}
