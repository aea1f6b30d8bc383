import { randomUUID } from 'node:crypto'
import type { ScenarioOrder, ScenarioRun } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import { PACKS, type Pack, type PackName } from '../../ingest/simulator/packs.ts'
import type { Draft, SourceDoor } from '../../ingest/source.ts'
import type { Audit, By, ScenarioDesk } from '../../serve/serve.ts'

type Parts = {
  /** Its own, so that what is played is a session of the simulator. */
  readonly door: SourceDoor
  /** Throws while nothing is taken in. */
  readonly assertOpen: () => void
  /** Cuts the connections of games; they come back. */
  readonly cutGames: () => void
  readonly audit: Audit
  readonly clock: Clock
  /** At least 0, less than 1. */
  readonly random: () => number
  readonly log: Logger
}

const TICK_MS = 100
const CUT_MS = 5_000
/** Of one run, and of one tick. */
const MAX_EVENTS = 100_000
const MAX_BATCH = 100

/** Plays situations of a live, one at a time. States of a run: running -> ended | stopped | failed. */
export function createScenarios(parts: Parts): ScenarioDesk & { readonly close: () => Promise<void> } {
  let current: ReturnType<typeof play> | undefined

  const running = () => (current?.run().state === 'running' ? current : undefined)

  async function stop(): Promise<ScenarioRun | undefined> {
    return running()?.stop()
  }

  return {
    list() {
      const run = current?.run()
      const scenarios = Object.entries(PACKS).map(([name, { title, sentence, seconds, perSecond }]) => ({
        name,
        title,
        sentence,
        seconds,
        perSecond,
      }))
      return { scenarios, ...(run && (run.state === 'running' ? { running: run } : { last: run })) }
    },
    start(name, order, by) {
      if (!isPackName(name))
        throw new HostError('SCENARIO_UNKNOWN', `There is no scenario "${name.slice(0, 60)}"; there are ${Object.keys(PACKS).join(', ')}`)
      const playing = running()
      if (playing) throw new HostError('SCENARIO_RUNNING', `The scenario ${playing.run().name} plays`)
      parts.assertOpen()
      current = play(name, order, parts)
      note('scenario.started', name, by)
      return current.run()
    },
    async stop(by) {
      const stopped = await stop()
      if (!stopped) throw new HostError('SCENARIO_UNKNOWN', 'No scenario plays')
      note('scenario.stopped', stopped.name, by)
      return stopped
    },
    async close() {
      await stop()
    },
  }

  function note(what: string, scenario: string, by: By): void {
    parts.audit({ what, by, detail: { scenario } })
  }
}

function play(name: PackName, order: ScenarioOrder, { door, clock, random, log, cutGames }: Parts) {
  const pack: Pack = PACKS[name]
  const seconds = order.seconds ?? pack.seconds
  const perSecond = order.every === undefined ? (order.perSecond ?? pack.perSecond) : 1 / order.every
  const most = Math.min(MAX_EVENTS, pack.most ?? MAX_EVENTS, Math.ceil(seconds * perSecond))
  const id = randomUUID()
  const { sessionId } = door.openSession({ streamId: 'simulator:scenario', name: pack.title, source: 'simulator' })
  const next = pack.play({ random, run: id })
  const startedAt = clock.now()
  let cutAt = startedAt
  let run: ScenarioRun = {
    ...{ id, name, sessionId, seconds, perSecond, state: 'running', events: 0 },
    detail: pack.sentence,
    startedAt: new Date(clock.wallTime()).toISOString(),
  }
  let cancel = () => {}
  let handing: Promise<void> = Promise.resolve()

  async function end(state: 'ended' | 'stopped' | 'failed', detail: string): Promise<void> {
    if (run.state !== 'running') return
    cancel()
    run = { ...run, state, detail, endedAt: new Date(clock.wallTime()).toISOString() }
    await door
      .closeSession(state === 'ended' ? 'ended' : 'stopped')
      .catch((error: unknown) => log.error({ err: error }, 'A session could not be closed'))
  }

  /** How many are due by now. What was missed, because the store was slow, is made up for bit by bit. */
  function due(): number {
    const elapsed = Math.min((clock.now() - startedAt) / 1_000, seconds)
    return Math.min(most, Math.floor(elapsed * perSecond) + 1) - run.events
  }

  async function tick(): Promise<void> {
    if (pack.cutsGames && clock.now() - cutAt >= CUT_MS) {
      cutAt = clock.now()
      cutGames()
    }
    const drafts: readonly Draft[] = Array.from({ length: Math.max(0, Math.min(due(), MAX_BATCH)) }, next)
    if (drafts.length > 0) await door.ingest(drafts)
    run = { ...run, events: run.events + drafts.length }
    if (run.events >= most) await end('ended', `${run.events} events happened`)
    else if (run.state === 'running') cancel = clock.after(TICK_MS, begin)
  }

  function begin(): void {
    handing = tick().catch((error: unknown) => {
      log.warn({ err: error, scenario: name }, 'A scenario ended early')
      const reason = error instanceof Error ? error.message : String(error)
      return end('failed', `Events were refused: ${reason}`)
    })
  }

  if (pack.cutsGames) cutGames()
  begin()
  return {
    run: () => run,
    /** Resolves once nothing more comes. */
    async stop(): Promise<ScenarioRun> {
      cancel()
      await handing
      await end('stopped', `Stopped after ${run.events} events`)
      return run
    },
  }
}

function isPackName(name: string): name is PackName {
  return Object.hasOwn(PACKS, name)
}
