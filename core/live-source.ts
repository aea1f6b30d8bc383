import type { Settings } from '../schemas/types.ts'
import type { Clock } from './base/clock.ts'
import { createTurns } from './base/turns.ts'
import type { Source, SourceStatus } from './ingest/source.ts'

/** Where the events of a live come from; another one takes its place while the host runs. */
export type LiveSource = Source & {
  /**
   * The operator named another account: the live that is followed ends, and the other one is looked for. Resolves once that is so; rejects with
   * what the end failed of.
   */
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

/** So long is waited for a live to end before another is followed: on a full disk what it still has to say waits for room, for hours maybe. */
export const LEAVE_MS = 3000

/** The source that the settings name; `create` throws HostError for a name that is none, and then what was followed stays. */
export function createLiveSource(
  create: (settings: Settings) => Source | undefined,
  { settings, clock }: { readonly settings: Settings; readonly clock: Pick<Clock, 'after'> },
): LiveSource {
  let source = create(settings)
  let state: 'waiting' | 'started' | 'stopped' = 'waiting'
  /** One change at a time. */
  const inTurn = createTurns()
  /** Sources that were told to stop, and have not yet. */
  const leaving = new Set<Promise<void>>()

  async function replace(settings: Settings): Promise<void> {
    const next = create(settings)
    try {
      await inTime(leave())
    } finally {
      source = next
      if (state === 'started') source?.start()
    }
  }

  async function leave(): Promise<void> {
    if (!source) return
    const left = source.stop().finally(() => leaving.delete(left))
    leaving.add(left)
    await left
  }

  /** Resolves when the work is done, or has taken too long. */
  function inTime(work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(LEAVE_MS, resolve)
      work.finally(cancel).then(resolve, reject)
    })
  }

  async function leaveAll(): Promise<void> {
    await Promise.all([leave(), ...leaving])
  }

  return {
    start() {
      state = 'started'
      source?.start()
    },
    stop() {
      state = 'stopped'
      return inTurn(leaveAll)
    },
    status: () => source?.status() ?? NO_SOURCE,
    follow: (settings) => inTurn(async () => (state === 'stopped' ? undefined : replace(settings))),
  }
}
