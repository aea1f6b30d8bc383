import { HostError } from '../base/errors.ts'
import { buildRunnerCode } from './runner-code.ts'
import { createRunner, type Runner } from './runner-link.ts'
import type { RunnerStatus } from './sandbox.ts'

export type Runners = {
  /** Resolves when runners can be had. */
  prepare(): Promise<void>
  /** The runner of this name; a new one where there is none. Throws STOPPING when none shall be started any more. */
  get(name: string): Runner
  /** A runner that lost its last plugin has nothing left to do. */
  closeEmpty(): void
  isStopping(): boolean
  /** Also says of runners that are gone, by the plugins that wait for them. */
  status(waiting: ReadonlyMap<string, readonly string[]>): readonly RunnerStatus[]
  stop(graceMs: number): Promise<void>
}

const STOP_SLACK_MS = 500

/** The runner processes there are, by name. One that ended is replaced when somebody asks for it. */
export function createRunners({
  root,
  ...parts
}: { readonly root: string } & Omit<Parameters<typeof createRunner>[0], 'name' | 'folder' | 'onEnd'>): Runners {
  const { clock, log } = parts
  const runners = new Map<string, Runner>()
  const restarts = new Map<string, number>()
  let building: Promise<string> | undefined
  let folder: string | undefined
  let isStopping = false

  function start(name: string, built: string): Runner {
    const runner = createRunner({
      ...parts,
      name,
      folder: built,
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

  return {
    async prepare() {
      building ??= buildRunnerCode(root)
      folder = await building
    },
    get(name) {
      if (isStopping) throw new HostError('STOPPING', 'Showrunner is stopping')
      if (folder === undefined) throw new TypeError('The runners are not prepared')
      return runners.get(name) ?? start(name, folder)
    },
    closeEmpty() {
      for (const runner of runners.values()) {
        if (runner.plugins().length > 0) continue
        runners.delete(runner.name)
        runner.kill('Nothing runs in it')
      }
    },
    isStopping: () => isStopping,
    status: (waiting) =>
      [...new Set([...runners.keys(), ...waiting.keys()])].map((name): RunnerStatus => {
        const runner = runners.get(name)
        const counted = { name, restarts: restarts.get(name) ?? 0 }
        if (!runner) return { ...counted, pid: null, state: 'restarting', rssMb: 0, plugins: waiting.get(name) ?? [] }
        return {
          ...counted,
          pid: runner.pid,
          state: runner.isReady() ? 'running' : 'starting',
          rssMb: runner.rssMb(),
          plugins: runner.plugins(),
        }
      }),
    async stop(graceMs) {
      isStopping = true
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
