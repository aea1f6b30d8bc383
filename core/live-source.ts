import type { Settings } from '../schemas/types.ts'
import type { Source, SourceStatus } from './ingest/source.ts'

/** Where the events of a live come from; another one takes its place while the host runs. */
export type LiveSource = Source & {
  /** The operator named another account: the live that is followed ends, and the other one is looked for. Resolves once that is so. */
  follow(settings: Settings): Promise<void>
}

const NO_SOURCE: SourceStatus = {
  kind: 'none',
  state: 'idle',
  detail: 'No source: events come from the API only',
  malformed: 0,
  unknown: 0,
  reconnects: 0,
}

/** The source that the settings name; `create` throws HostError for a name that is none, and then what was followed stays. */
export function createLiveSource(create: (settings: Settings) => Source | undefined, settings: Settings): LiveSource {
  let source = create(settings)
  let state: 'waiting' | 'started' | 'stopped' = 'waiting'
  let turn: Promise<unknown> = Promise.resolve()

  async function replace(settings: Settings): Promise<void> {
    const next = create(settings)
    await source?.stop()
    source = next
    if (state === 'started') source?.start()
  }

  /** One change at a time. */
  function inTurn(work: () => Promise<void> | undefined): Promise<void> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  return {
    start() {
      state = 'started'
      source?.start()
    },
    stop() {
      state = 'stopped'
      return inTurn(() => source?.stop())
    },
    status: () => source?.status() ?? NO_SOURCE,
    follow: (settings) => inTurn(() => (state === 'stopped' ? undefined : replace(settings))),
  }
}
