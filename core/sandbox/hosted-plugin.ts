import type { Clock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { placeOf } from '../base/plugin-error.ts'
import { createTurns } from '../base/turns.ts'
import type { Dispatch } from '../schedule/schedule.ts'
import { createCrashRecord } from './crash-record.ts'
import type { PluginCode } from './protocol.ts'
import type { Death, Runner } from './runner-link.ts'
import type { Runners } from './runners.ts'
import type { SandboxEvents } from './sandbox.ts'

export type Wanted = { readonly code: Omit<PluginCode, 'generation'>; readonly isolation: 'thread' | 'process' | 'deno' }

export type HostedPlugin = {
  load(wanted: Wanted): Promise<void>
  unload(graceMs: number): Promise<void>
  deliver(deliveries: readonly Dispatch[]): void
  died(generation: number, death: Death): void
  /** The runner of a generation that may still speak. */
  speaker(generation: number): Runner | undefined
  isStarting(generation: number): boolean
  /** What carries out actions now. */
  active(): Active | undefined
  /** The same, waited for while it is being started again, for so long at most. */
  up(limitMs: number): Promise<Active | undefined>
  /** Where it runs or is to run again, if it is. */
  runnerName(): string | undefined
  cancelRestart(): void
}

export type Active = { readonly runner: Runner; readonly generation: number }

const SHARED = 'shared'
/** A plugin that crashed so often may no longer take others down with it. */
const MAX_CRASHES_IN_SHARED = 3
/** How long the generation before may take to finish what it was given. */
const SWAP_GRACE_MS = 10_000

/**
 * One plugin and its generations. It is up (active, open), in a swap (active, not open: deliveries are held until the generation
 * before is gone), down (not active, a restart is due), or out (not active, nothing wanted: unloaded, or in quarantine).
 */
export function createHostedPlugin({
  id,
  clock,
  random,
  log,
  events,
  runners,
  nextGeneration,
}: {
  readonly id: string
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly events: SandboxEvents
  readonly runners: Runners
  readonly nextGeneration: () => number
}): HostedPlugin {
  const crashes = createCrashRecord({ clock, random })
  let wanted: Wanted | undefined
  let starting: Active | undefined
  let active: Active | undefined
  let retiring: Active | undefined
  let isOpen = false
  /** A crash was told, its recovery not yet. */
  let isDown = false
  let held: Dispatch[] = []
  let cancelRestart = () => {}
  const awaiting = new Set<(up: Active | undefined) => void>()

  function tell(up: Active | undefined) {
    for (const resolve of awaiting) resolve(up)
  }

  function up(limitMs: number): Promise<Active | undefined> {
    if (active || !wanted) return Promise.resolve(active)
    return new Promise((resolve) => {
      const cancel = clock.after(limitMs, () => end(undefined))
      const end = (found: Active | undefined) => {
        cancel()
        awaiting.delete(end)
        resolve(found)
      }
      awaiting.add(end)
    })
  }

  /** Loads, unloads and restarts. */
  const inTurn = createTurns()

  const isShared = ({ isolation }: Wanted) => isolation === 'thread' && crashes.count() < MAX_CRASHES_IN_SHARED

  async function start(next: Wanted): Promise<Active> {
    const launch = await runners.prepare(next.isolation === 'deno' ? 'deno' : 'node')
    // From here to the load nothing waits, so that the runner cannot be closed in between for being empty.
    const fresh = { runner: isShared(next) ? runners.shared(SHARED, launch) : runners.create(id, launch), generation: nextGeneration() }
    starting = fresh
    await fresh.runner.load({ ...next.code, generation: fresh.generation })
    // It may have died between its word and our hearing it.
    if (!fresh.runner.has(fresh.generation)) throw new Error('It died at once')
    return fresh
  }

  async function swap(next: Wanted, loaded: () => void) {
    const fresh = await start(next).catch((error: Error) => {
      runners.closeEmpty()
      if (error instanceof HostError) throw error
      throw new HostError('PLUGIN_START_FAILED', `Plugin ${id} did not start: ${error.message}`, { plugin: id }, error)
    })
    cancelRestart()
    crashes.forgive()
    wanted = next
    retiring = active
    active = fresh
    isOpen = false
    loaded()
    if (retiring) await retiring.runner.unload(retiring.generation, SWAP_GRACE_MS)
    retiring = undefined
    if (active === fresh) open(fresh)
    runners.closeEmpty()
  }

  function open({ runner, generation }: Active) {
    const waiting = held
    const wasDown = isDown
    isOpen = true
    isDown = false
    held = []
    if (waiting.length > 0) runner.deliver(id, generation, waiting)
    tell({ runner, generation })
    if (wasDown) events.recovered(id)
  }

  function recover(reason: string, atFault: boolean) {
    if (runners.isStopping() || !wanted) return
    const delayMs = atFault ? crashes.add() : 0
    log.warn({ plugin: id, reason: events.loggable?.(id, reason) ?? placeOf(reason), delayMs }, 'A plugin crashed')
    log.debug({ plugin: id, reason }, 'What the plugin said when it crashed')
    if (delayMs === 'quarantine') {
      wanted = undefined
      tell(undefined)
      events.quarantined(id, reason)
    } else if (delayMs === 0) restart()
    else cancelRestart = clock.after(delayMs, restart)
  }

  function restart() {
    inTurn(async () => {
      if (runners.isStopping() || !wanted || active) return
      active = await start(wanted)
      open(active)
    }).catch((error: Error) => recover(error.message, true))
  }

  return {
    load: (next) => new Promise((loaded, failed) => void inTurn(() => swap(next, loaded)).catch(failed)),
    unload: (graceMs) =>
      inTurn(async () => {
        wanted = undefined
        cancelRestart()
        tell(undefined)
        isOpen = false
        if (active) await active.runner.unload(active.generation, graceMs)
        active = undefined
        isDown = false
        const isLeft = held.length > 0
        held = []
        if (isLeft) events.crashed(id, { reason: 'It was unloaded', suspects: [] })
        runners.closeEmpty()
      }),
    deliver(deliveries) {
      if (!wanted && !active) throw new TypeError(`Plugin ${id} is not loaded`)
      if (isOpen && active) active.runner.deliver(id, active.generation, deliveries)
      else held.push(...deliveries)
    },
    died(generation, { reason, atFault, suspects, finished }) {
      const isActive = active?.generation === generation
      if (!isActive && retiring?.generation !== generation) return
      // Whoever hears of a crash takes back everything unsettled, also what was held here.
      held = []
      active?.runner.drop(id)
      retiring = undefined
      isDown = true
      if (isActive) {
        active = undefined
        isOpen = false
      }
      events.crashed(id, { reason, ...(atFault && { atFault }), ...(suspects && { suspects }), ...(finished && { finished }) })
      // Its own runner has nothing left but, under Deno, a thread that perhaps nobody can end.
      runners.closeEmpty()
      if (isActive) recover(reason, atFault)
    },
    speaker: (generation) => [active, starting, retiring].find((each) => each?.generation === generation)?.runner,
    isStarting: (generation) => starting?.generation === generation,
    active: () => active,
    up,
    runnerName: () => wanted && (isShared(wanted) ? SHARED : id),
    cancelRestart() {
      cancelRestart()
      tell(undefined)
    },
  }
}
