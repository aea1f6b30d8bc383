import type { Clock } from '../base/clock.ts'
import type { Share } from './launch/data-limit.ts'
import type { Engine } from './launch/launch.ts'
import type { PluginCode } from './protocol.ts'

/** What a runner takes before it does anything: Node with a realm 75 MB, Deno 140; and some room for batches on their way. */
const EMPTY_MB = { node: 96, deno: 160 } satisfies Record<Engine, number>
/** `limits.memoryMb` counts Node itself, so that 256 means that a runner takes no more; what Deno takes above Node is nobody's fault. */
const COUNTED_MB = EMPTY_MB.node
/** However little a manifest asks for, a plugin gets this, because nothing would start with less. */
const LEAST_MB = 64

/** A thread that ended gives its memory back when V8 and the system find the time. */
const GIVE_BACK_MS = 5_000

/** How much one runner may take in all, as plugins join and leave it. */
export function createShares(engine: Engine, clock: Clock) {
  const plugins = new Set<PluginCode>()
  const leaving = new Set<() => void>()

  return {
    share: (): Share => ({
      usedMb: [...plugins].reduce((sum, plugin) => sum + ownMb(plugin), EMPTY_MB[engine]),
      threads: [...plugins].reduce((sum, { threads }) => sum + threads, 0),
    }),
    join: (plugin: PluginCode) => void plugins.add(plugin),
    leave(plugin: PluginCode) {
      const cancel = clock.after(GIVE_BACK_MS, () => {
        plugins.delete(plugin)
        leaving.delete(cancel)
      })
      leaving.add(cancel)
    },
    close() {
      for (const cancel of leaving) cancel()
    },
  }
}

/** What each thread of a plugin may hold. */
export function threadMb(plugin: PluginCode): number {
  return Math.floor(ownMb(plugin) / plugin.threads)
}

function ownMb({ memoryMb }: PluginCode): number {
  return Math.max(LEAST_MB, memoryMb - COUNTED_MB)
}
