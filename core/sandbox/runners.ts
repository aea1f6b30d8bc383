import { HostError } from '../base/errors.ts'
import { createLauncher, type Engine, type Launch } from './launch/launch.ts'
import { buildRunnerCode } from './runner-code.ts'
import { createRunner, type Runner } from './runner-link.ts'
import type { RunnerStatus } from './sandbox.ts'

export type Runners = {
  /**
   * Resolves to how runners of this engine are started. Rejects with PLUGIN_START_FAILED when this machine has no such engine, and with
   * STOPPING when none shall be started any more.
   */
  prepare(engine: Engine): Promise<Launch>
  /** The runner of this name; a new one where there is none. */
  shared(name: string, launch: Launch): Runner
  /** A new runner, also when there is one of this name: the next version of a plugin must not harm the one that runs. */
  create(name: string, launch: Launch): Runner
  /** A runner that lost its last plugin has nothing left to do. */
  closeEmpty(): void
  isStopping(): boolean
  /** Also says of runners that are gone, by the plugins that wait for them. */
  status(waiting: ReadonlyMap<string, readonly string[]>): readonly RunnerStatus[]
  stop(graceMs: number): Promise<void>
}

const STOP_SLACK_MS = 500

/** The runner processes there are. One that ended is replaced when somebody asks for it. */
export function createRunners({
  root,
  ...parts
}: { readonly root: string } & Omit<Parameters<typeof createRunner>[0], 'name' | 'launch' | 'onEnd'>): Runners {
  const { clock, log } = parts
  const launcher = createLauncher({ root, log })
  const runners = new Set<Runner>()
  const restarts = new Map<string, number>()
  let building: Promise<string> | undefined
  let isStopping = false

  function create(name: string, launch: Launch): Runner {
    const runner = createRunner({
      ...parts,
      name,
      launch,
      onEnd(reason) {
        // One that was closed on purpose is no longer there.
        if (!runners.delete(runner) || isStopping) return
        restarts.set(name, (restarts.get(name) ?? 0) + 1)
        log.warn({ runner: name, reason }, 'A runner ended')
      },
    })
    runners.add(runner)
    return runner
  }

  function statusOf(runner: Runner): RunnerStatus {
    return {
      name: runner.name,
      pid: runner.pid,
      state: runner.isReady() ? 'running' : 'starting',
      restarts: restarts.get(runner.name) ?? 0,
      rssMb: runner.rssMb(),
      layers: runner.layers(),
      plugins: runner.plugins(),
    }
  }

  return {
    async prepare(engine) {
      building ??= buildRunnerCode(root)
      const launch = await launcher.for(engine, await building)
      if (isStopping) throw new HostError('STOPPING', 'Showrunner is stopping')
      return launch
    },
    shared: (name, launch) => [...runners].find((runner) => runner.name === name) ?? create(name, launch),
    create,
    closeEmpty() {
      for (const runner of runners) {
        if (runner.plugins().length > 0) continue
        runners.delete(runner)
        runner.kill('Nothing runs in it')
      }
    },
    isStopping: () => isStopping,
    status(waiting) {
      const names = new Set([...runners].map(({ name }) => name))
      const gone = [...waiting].filter(([name]) => !names.has(name))
      return [...[...runners].map(statusOf), ...gone.map(([name, plugins]) => restarting(name, restarts.get(name) ?? 0, plugins))]
    },
    async stop(graceMs) {
      isStopping = true
      const all = [...runners]
      await Promise.race([
        Promise.all(all.map((runner) => runner.unloadAll(graceMs))),
        new Promise<void>((resolve) => clock.after(graceMs + STOP_SLACK_MS, resolve)),
      ])
      for (const runner of all) runner.kill('Showrunner stops')
      await Promise.all(all.map(({ gone }) => gone))
    },
  }
}

function restarting(name: string, restarts: number, plugins: readonly string[]): RunnerStatus {
  return { name, pid: null, state: 'restarting', restarts, rssMb: 0, layers: [], plugins }
}
