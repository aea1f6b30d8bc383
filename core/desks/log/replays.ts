import { randomUUID } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import { type Recording, recorded } from '../../ingest/replay/recorded.ts'
import { repeated } from '../../ingest/replay/repeated.ts'
import { createReplay, type Replay } from '../../ingest/replay/replay.ts'
import type { LaneConfig, LaneStatus } from '../../schedule/schedule.ts'
import type { ReplayDesk, ReplayOrder, ReplayReport, SessionDesk } from '../../serve/serve.ts'
import type { SessionRow, Store } from '../../store/store.ts'
import { createReach } from './reach.ts'
import { meant, named, planOf } from './replay-plan.ts'

type Parts = {
  readonly store: Pick<Store, 'read' | 'sessions'>
  readonly sessions: Pick<SessionDesk, 'row'>
  readonly ingest: Pick<Ingest, 'repeat' | 'status'>
  /** Lanes that are open, and how full they are. */
  readonly lanes: () => readonly LaneConfig[]
  readonly laneStatus: () => readonly LaneStatus[]
  readonly clock: Clock
  readonly log: Logger
  readonly say: (sentence: string) => void
}

type Running = {
  readonly replay: Replay
  readonly report: Omit<ReplayReport, 'state' | 'detail' | 'events' | 'done'>
  readonly recording: Recording
  /** Resolves when its session is closed. */
  readonly over: Promise<void>
  end: Pick<ReplayReport, 'state' | 'detail'> | undefined
}

const MAX_KNOWN = 20
/** Handed in at once, and on the way to the store, at most. */
const MAX_AT_ONCE = 256
const MAX_WAITING = 2000
/** Far more sessions than begin while one replay runs. */
const RECENT_SESSIONS = 1000

/** Replays sessions, one at a time, each as a session of its own. What an earlier start left running is ended. */
export function createReplays(parts: Parts): ReplayDesk & { close(reason: string): Promise<void> } {
  const { store, ingest, clock, log, say } = parts
  const known: Running[] = []
  const current = () => known.find(({ end }) => end === undefined)
  for (const { sessionId, source, status } of store.sessions.list(RECENT_SESSIONS)) {
    if (source === 'replay' && status === 'active') store.sessions.close(sessionId, 'aborted', 'The host ended while it ran')
  }

  /** How many events there is room for: at most half of what the fullest of these plugins holds, so that nothing is dropped for want of room. */
  function room(plugins: readonly string[]): number {
    const lanes = parts.laneStatus().filter(({ plugin, state }) => state === 'running' && plugins.includes(plugin))
    const left = lanes.map(({ max, depth, spilled }) => Math.max(1, Math.floor(max / 2)) - depth - spilled)
    return Math.min(MAX_AT_ONCE, MAX_WAITING - ingest.status().waiting, ...left)
  }

  function begin(of: SessionRow, recording: Recording, { speed, to }: ReplayOrder): Running {
    const reach = createReach(parts.lanes(), to)
    if (reach.unknown[0] !== undefined) {
      throw new HostError('PLUGIN_UNKNOWN', `There is no plugin ${reach.unknown[0]} that takes events now`, { plugin: reach.unknown[0] })
    }
    const live = { streamId: `replay:${of.streamId}`, source: 'replay' } as const
    const session = store.sessions.open({ ...live, roomId: null, name: `Replay of session ${of.number}`, title: of.title })
    const id = `${session.number}-${randomUUID().slice(0, 8)}`
    const repeat = { id, live: { streamId: live.streamId, sessionId: session.sessionId }, ...(to && { to }) }
    const replay = createReplay({
      slices: recorded(store.read, recording),
      hand: async (events) => void (await ingest.repeat(events.map(({ event }) => repeated(event, repeat)))),
      room: () => room(reach.plugins),
      ...{ clock, speed, streamId: live.streamId },
    })
    replay.start()
    const report = { id, of: named(of), session: named(session), speed, ...(to && { to }) }
    const running: Running = { replay, report, recording, end: undefined, over: Promise.resolve().then(() => finish(running)) }
    return running
  }

  async function finish(running: Running): Promise<void> {
    const { replay, report } = running
    await replay.played().catch((error) => log.error({ replay: report.id, error: String(error) }, 'A replay could not go on'))
    const { state, detail } = replay.status()
    const isWhole = replay.isWhole()
    running.end = { state: isWhole ? 'ended' : state === 'ended' ? 'stopped' : 'failed', detail }
    say(`${report.session.name}: ${detail}`)
    try {
      store.sessions.close(report.session.sessionId, isWhole ? 'completed' : 'aborted', detail)
    } catch (error) {
      // The next start closes it.
      log.error({ replay: report.id, error: String(error) }, 'The end of a replay could not be noted')
    }
  }

  function reportOf({ replay, report, recording: { first, last }, end }: Running): ReplayReport {
    const { count, reached } = replay.handed()
    const done = end?.state === 'ended' ? 1 : Math.max(0, reached - first + 1) / (last - first + 1)
    return { ...report, ...(end ?? { state: 'running', detail: replay.status().detail }), events: count, done }
  }

  async function halt(running: Running, reason?: string): Promise<void> {
    await running.replay.stop(reason)
    await running.over
  }

  return {
    plan: async (id, order) => planOf(meant(id, order, parts), order, { ...parts, lanes: parts.lanes() }),
    start(id, order) {
      const { of, recording } = meant(id, order, parts)
      const other = current()
      if (other) throw new HostError('REPLAY_RUNNING', `${other.report.session.name} still runs`, { replay: other.report.id })
      const running = begin(of, recording, order)
      known.unshift(running)
      known.splice(MAX_KNOWN)
      say(`Session ${running.report.session.number}: ${running.report.session.name}`)
      return reportOf(running)
    },
    list: () => known.map(reportOf),
    async stop(id) {
      const running = known.find(({ report }) => report.id === id)
      if (!running) throw new HostError('REPLAY_UNKNOWN', `There is no replay ${id}`)
      await halt(running)
      return reportOf(running)
    },
    async close(reason) {
      const running = current()
      if (running) await halt(running, reason)
    },
  }
}
