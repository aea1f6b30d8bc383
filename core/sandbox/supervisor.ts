import type { Clock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import type { Dispatch } from '../schedule/schedule.ts'
import { type CrashRecord, createCrashRecord } from './crash-record.ts'
import type { PluginCode, Structures } from './protocol.ts'
import { buildRunnerCode } from './runner-code.ts'
import { createRunner, type Death, type Runner } from './runner-link.ts'
import type { RunnerStatus, Sandbox, SandboxEvents } from './sandbox.ts'
import type { WorkerMessage } from './worker-messages.ts'

type Wanted = { readonly code: Omit<PluginCode, 'generation'>; readonly isolation: 'thread' | 'process' }
type Active = { readonly runner: Runner; readonly generation: number }

/**
 * A plugin is up (active, open), in a swap (active, not open: deliveries are held until the generation before is gone),
 * down (not active, a restart is due), or given up (not active, no restart).
 */
type Hosted = {
  readonly id: string
  readonly crashes: CrashRecord
  wanted: Wanted | undefined
  starting: Active | undefined
  active: Active | undefined
  retiring: Active | undefined
  isOpen: boolean
  /** A crash was told, its recovery not yet. */
  isDown: boolean
  held: Dispatch[]
  /** Loads, unloads and restarts of one plugin happen one after the other. */
  turn: Promise<void>
  cancelRestart: () => void
}

const SHARED = 'shared'
/** A plugin that crashed so often may no longer take others down with it. */
const MAX_CRASHES_IN_SHARED = 3
/** How long the generation before may take to finish what it was given. */
const SWAP_GRACE_MS = 10_000
const STOP_SLACK_MS = 500

/** Runs plugins in runner processes, replaces what dies, and holds deliveries while a new generation takes over. */
export function createSandbox({
  clock,
  random,
  log,
  events,
  structures,
  root,
}: {
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly events: SandboxEvents
  readonly structures: () => Structures
  /** The folder that holds core/ and node_modules/. */
  readonly root: string
}): Sandbox {
  const plugins = new Map<string, Hosted>()
  const runners = new Map<string, Runner>()
  const restarts = new Map<string, number>()
  let folder: Promise<string> | undefined
  let generations = 0
  let isStopping = false

  function hostedOf(id: string): Hosted {
    const known = plugins.get(id)
    if (known) return known
    const hosted: Hosted = {
      id,
      crashes: createCrashRecord({ clock, random }),
      wanted: undefined,
      starting: undefined,
      active: undefined,
      retiring: undefined,
      isOpen: false,
      isDown: false,
      held: [],
      turn: Promise.resolve(),
      cancelRestart: () => {},
    }
    plugins.set(id, hosted)
    return hosted
  }

  function inTurn(hosted: Hosted, work: () => Promise<void>): Promise<void> {
    const result = hosted.turn.then(work)
    // Whoever asked hears of a failure; the next in turn starts all the same.
    hosted.turn = result.catch(() => {})
    return result
  }

  function runnerNameOf(hosted: Hosted, isolation: Wanted['isolation']) {
    return isolation === 'thread' && hosted.crashes.count() < MAX_CRASHES_IN_SHARED ? SHARED : hosted.id
  }

  function runnerFor(name: string, built: string): Runner {
    const known = runners.get(name)
    if (known) return known
    const runner = createRunner({
      name,
      folder: built,
      clock,
      log,
      structures,
      onDeath,
      onMessage,
      onEnd(reason) {
        // One that was closed on purpose is no longer there.
        if (runners.get(name) !== runner || isStopping) return
        runners.delete(name)
        restarts.set(name, (restarts.get(name) ?? 0) + 1)
        log.warn({ runner: name, reason }, 'A runner ended')
      },
    })
    runners.set(name, runner)
    return runner
  }

  async function start(hosted: Hosted, { code, isolation }: Wanted): Promise<Active> {
    folder ??= buildRunnerCode(root)
    const built = await folder
    if (isStopping) throw new HostError('STOPPING', 'Showrunner is stopping')
    // From here to the load nothing waits, so that the runner cannot be closed in between for being empty.
    const runner = runnerFor(runnerNameOf(hosted, isolation), built)
    generations += 1
    const starting = { runner, generation: generations }
    hosted.starting = starting
    await runner.load({ ...code, generation: starting.generation })
    // It may have died between its word and our hearing it.
    if (!runner.has(starting.generation)) throw new Error('It died at once')
    return starting
  }

  async function swap(hosted: Hosted, wanted: Wanted, loaded: () => void) {
    const fresh = await start(hosted, wanted).catch((error: Error) => {
      closeEmptyRunners()
      if (error instanceof HostError) throw error
      throw new HostError('PLUGIN_START_FAILED', `Plugin ${hosted.id} did not start: ${error.message}`, { plugin: hosted.id }, error)
    })
    hosted.cancelRestart()
    hosted.crashes.forgive()
    hosted.wanted = wanted
    hosted.retiring = hosted.active
    hosted.active = fresh
    hosted.isOpen = false
    loaded()
    if (hosted.retiring) await hosted.retiring.runner.unload(hosted.retiring.generation, SWAP_GRACE_MS)
    hosted.retiring = undefined
    if (hosted.active === fresh) open(hosted, fresh)
    closeEmptyRunners()
  }

  function open(hosted: Hosted, { runner, generation }: Active) {
    const wasDown = hosted.isDown
    const { held } = hosted
    hosted.isOpen = true
    hosted.isDown = false
    hosted.held = []
    if (held.length > 0) runner.deliver(hosted.id, generation, held)
    if (wasDown) events.recovered(hosted.id)
  }

  function onDeath(plugin: string, generation: number, { reason, atFault, suspects, finished }: Death) {
    const hosted = plugins.get(plugin)
    const isActive = hosted?.active?.generation === generation
    if (!hosted || (!isActive && hosted.retiring?.generation !== generation)) return
    // Whoever hears of a crash takes back everything unsettled, also what was held here.
    hosted.held = []
    hosted.active?.runner.drop(plugin)
    hosted.retiring = undefined
    hosted.isDown = true
    if (isActive) {
      hosted.active = undefined
      hosted.isOpen = false
    }
    events.crashed(plugin, { reason, ...(suspects && { suspects }), ...(finished && { finished }) })
    if (isActive) recover(hosted, reason, atFault)
  }

  function recover(hosted: Hosted, reason: string, atFault: boolean) {
    if (isStopping || !hosted.wanted) return
    const delayMs = atFault ? hosted.crashes.add() : 0
    log.warn({ plugin: hosted.id, reason, delayMs }, 'A plugin crashed')
    if (delayMs === 'quarantine') {
      hosted.wanted = undefined
      return events.quarantined(hosted.id, reason)
    }
    if (delayMs === 0) return restart(hosted)
    hosted.cancelRestart = clock.after(delayMs, () => restart(hosted))
  }

  function restart(hosted: Hosted) {
    inTurn(hosted, async () => {
      const { wanted } = hosted
      if (isStopping || !wanted || hosted.active) return
      const fresh = await start(hosted, wanted)
      hosted.active = fresh
      open(hosted, fresh)
    }).catch((error: Error) => recover(hosted, error.message, true))
  }

  function onMessage(plugin: string, generation: number, message: WorkerMessage) {
    const hosted = plugins.get(plugin)
    const from = [hosted?.active, hosted?.starting, hosted?.retiring].find((each) => each?.generation === generation)
    // Of a generation that was given up: whatever it says comes too late.
    if (!from) return
    switch (message.kind) {
      case 'results':
        return events.settled(plugin, message.results)
      case 'publish':
        return events.publish(plugin, message.topic, message.data)
      case 'emit':
        return events.emit(plugin, message.event)
      case 'log':
        return events.log(plugin, message.level, message.message, message.fields)
      case 'call':
        return void answer(plugin, from, message)
    }
  }

  async function answer(plugin: string, { runner, generation }: Active, { call, method, args }: Extract<WorkerMessage, { kind: 'call' }>) {
    try {
      // JSON.stringify answers undefined for what is not there, whatever its type says.
      const value = JSON.stringify(await events.call(plugin, method, JSON.parse(args))) as string | undefined
      runner.reply(plugin, generation, { call, ...(value !== undefined && { value }) })
    } catch (error) {
      runner.reply(plugin, generation, { call, error: error instanceof Error ? error.message : 'The call failed' })
    }
  }

  function giveBack(hosted: Hosted) {
    if (hosted.held.length === 0) return
    hosted.held = []
    events.crashed(hosted.id, { reason: 'It was unloaded', suspects: [] })
  }

  /** A runner that lost its last plugin has nothing left to do. */
  function closeEmptyRunners() {
    for (const runner of runners.values()) {
      if (runner.plugins().length > 0) continue
      runners.delete(runner.name)
      runner.kill('Nothing runs in it')
    }
  }

  return {
    async load(code, isolation) {
      if (isolation === 'deno')
        throw new HostError('PLUGIN_START_FAILED', 'The isolation "deno" is not available in this version; use "process"', {
          plugin: code.plugin,
        })
      const hosted = hostedOf(code.plugin)
      await new Promise<void>((loaded, failed) => {
        inTurn(hosted, () => swap(hosted, { code, isolation }, loaded)).catch(failed)
      })
    },
    async unload(plugin, graceMs) {
      const hosted = plugins.get(plugin)
      if (!hosted) return
      await inTurn(hosted, async () => {
        hosted.wanted = undefined
        hosted.cancelRestart()
        hosted.isOpen = false
        if (hosted.active) await hosted.active.runner.unload(hosted.active.generation, graceMs)
        hosted.active = undefined
        hosted.isDown = false
        giveBack(hosted)
        closeEmptyRunners()
      })
    },
    deliver(plugin, deliveries) {
      const hosted = plugins.get(plugin)
      if (!hosted?.wanted && !hosted?.active) throw new TypeError(`Plugin ${plugin} is not loaded`)
      if (hosted.isOpen && hosted.active) hosted.active.runner.deliver(plugin, hosted.active.generation, deliveries)
      else hosted.held.push(...deliveries)
    },
    status() {
      const hosted = [...plugins.values()].filter(({ wanted }) => wanted)
      const named = (name: string) => hosted.filter((each) => each.wanted && runnerNameOf(each, each.wanted.isolation) === name)
      const names = new Set([
        ...runners.keys(),
        ...hosted.flatMap((each) => (each.wanted ? [runnerNameOf(each, each.wanted.isolation)] : [])),
      ])
      return [...names].map((name): RunnerStatus => {
        const runner = runners.get(name)
        const state = runner ? (runner.isReady() ? 'running' : 'starting') : 'restarting'
        const ids = runner ? runner.plugins() : named(name).map(({ id }) => id)
        return { name, pid: runner?.pid ?? null, state, restarts: restarts.get(name) ?? 0, rssMb: runner?.rssMb() ?? 0, plugins: ids }
      })
    },
    async stop(graceMs) {
      isStopping = true
      for (const { cancelRestart } of plugins.values()) cancelRestart()
      const all = [...runners.values()]
      await Promise.race([
        Promise.all(all.map((runner) => runner.unloadAll(graceMs))),
        new Promise<void>((resolve) => clock.after(graceMs + STOP_SLACK_MS, resolve)),
      ])
      for (const runner of all) runner.kill('Showrunner stops')
      await Promise.all(all.map(({ gone }) => gone))
    },
  }
}
