import type { HealthPart } from '../../../schemas/types.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import type { Source } from '../../ingest/source.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { Scheduler } from '../../schedule/schedule.ts'
import type { Server } from '../../serve/serve.ts'
import type { Retained, Store } from '../../store/store.ts'

type Parts = {
  readonly source: Pick<Source, 'status'>
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

/** What the host says of itself: everything for the dashboard and the command line, one word for monitors. */
export function createReport({ source, store, retention, ingest, scheduler, plugins, sandbox, server }: Parts) {
  return {
    status: () => ({
      source: source.status(),
      session: store.sessions.list(20).find(({ streamId }) => streamId === source.status().streamId),
      ingest: ingest.status(),
      lanes: scheduler.status(),
      interceptors: scheduler.interceptors(),
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
      if (source.status().state === 'failed') return { status: 'degraded', failing: 'source' }
      const plugin = plugins.status().find(({ state }) => state === 'failed' || state === 'held' || state === 'quarantined')
      return plugin ? { status: 'degraded', failing: `plugin ${plugin.id}` } : { status: 'ok' }
    },
    /** Every part with its sentence; who steers the host reads it, so it may name what /health may not. */
    parts: () => partsOf({ source, store, ingest, plugins, sandbox, server }),
  }
}

function partsOf({ source, store, ingest, plugins, sandbox, server }: Omit<Parts, 'retention' | 'scheduler'>): readonly HealthPart[] {
  const { state, detail } = source.status()
  const runners = sandbox.status()
  const running = runners.filter((runner) => runner.state === 'running').length
  return [
    storePart(store),
    { part: 'disk', ok: store.room() === 'enough', detail: ROOM[store.room()] },
    ingestPart(ingest),
    { part: 'source', ok: state !== 'failed', detail },
    { part: 'server', ok: server() !== undefined, detail: server() ? `It listens at ${server()?.url}` : 'It does not listen yet' },
    {
      part: 'runners',
      ok: true,
      detail: `${running} of ${runners.length} run, restarted ${sum(runners.map(({ restarts }) => restarts))} times`,
    },
    ...plugins.status().map(pluginPart),
  ]
}

const ROOM = {
  enough: 'There is room for everything',
  short: 'The disk is full: only what may not be lost is kept; free some space',
  full: 'The disk is full: nothing is kept any more; free some space',
} satisfies Record<ReturnType<Store['room']>, string>

function storePart(store: Store): HealthPart {
  const damaged = store.damaged()
  return { part: 'store', ok: true, detail: `Its newest event is number ${store.head()}${damaged > 0 ? `; ${damaged} are damaged` : ''}` }
}

function ingestPart(ingest: Ingest): HealthPart {
  const { isFull, accepted, waiting } = ingest.status()
  const detail = isFull
    ? 'Gifts wait for space on the disk, and the rest is not kept'
    : `${accepted} events accepted, ${waiting} on their way`
  return { part: 'ingest', ok: !isFull, detail }
}

function pluginPart({ id, state, detail }: ReturnType<Plugins['status']>[number]): HealthPart {
  const ok = !['failed', 'held', 'quarantined'].includes(state)
  return { part: `plugin ${id}`, ok, detail: detail ?? `It is ${state.replaceAll('-', ' ')}` }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
