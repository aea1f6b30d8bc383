import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../base/log.ts'
import { denoFlags } from './deno-flags.ts'
import { findDeno } from './find-deno.ts'
import { findNetworkNamespace } from './network-namespace.ts'
import { hasPermissions, nodeFlags } from './node-flags.ts'

/** What runs a runner. */
export type Engine = 'node' | 'deno'

/** How to start one runner, and what holds it. */
export type Launch = {
  readonly engine: Engine
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly layers: readonly string[]
}

/** What the runner's code needs beside itself; what these need in turn, they can do without. */
const PACKAGES = ['piscina', 'msgpackr']
const PROGRAM = 'main.mjs'

/** Finds out, once for each engine, how runners are started on this machine. */
export function createLauncher({ root, log }: { readonly root: string; readonly log: Logger }) {
  let looking: Promise<readonly string[]> | undefined
  const prepared = new Map<Engine, Promise<(folder: string) => Launch>>()

  /** What to put before the command; nothing where there are no network namespaces. */
  function network(): Promise<readonly string[]> {
    looking ??= findNetworkNamespace().catch((error: Error) => {
      log.debug({ reason: error.message }, 'Runners are not cut off the network by the system')
      return []
    })
    return looking
  }

  async function prepare(engine: Engine): Promise<(folder: string) => Launch> {
    const packages = await Promise.all(PACKAGES.map((name) => realpath(join(root, 'node_modules', name))))
    const [before, run] = await Promise.all([network(), ENGINES[engine](root)])
    return (cwd) => {
      const { command, args, layers } = run([cwd, ...packages])
      const [first = '', ...rest] = [...before, command, ...args, join(cwd, PROGRAM)]
      return { engine, command: first, args: rest, cwd, layers: [...layers, ...(before.length > 0 ? ['no-network'] : [])] }
    }
  }

  return {
    /** Rejects with PLUGIN_START_FAILED when there is no such engine here; it may be there the next time. */
    async for(engine: Engine, folder: string): Promise<Launch> {
      const known = prepared.get(engine) ?? prepare(engine)
      prepared.set(engine, known)
      known.catch(() => prepared.delete(engine))
      return (await known)(await realpath(folder))
    },
  }
}

type Run = (readable: readonly string[]) => Pick<Launch, 'command' | 'args' | 'layers'>

const ENGINES = {
  node: async (): Promise<Run> => (readable) => ({
    command: process.execPath,
    args: nodeFlags(readable),
    layers: hasPermissions() ? ['permission-model'] : [],
  }),
  async deno(root: string): Promise<Run> {
    const { path } = await findDeno(root)
    return (readable) => ({ command: path, args: denoFlags(readable), layers: ['deno-permissions'] })
  },
} satisfies Record<Engine, (root: string) => Promise<Run>>
