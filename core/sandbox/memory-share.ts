import type { Engine } from './launch/launch.ts'
import type { PluginCode } from './protocol.ts'

/** What a runner takes before it does anything: Node with a realm 75 MB, Deno 140; and some room for batches on their way. */
const EMPTY_MB = { node: 96, deno: 160 } satisfies Record<Engine, number>
/** `limits.memoryMb` counts Node itself, so that 256 means that a runner takes no more; what Deno takes above Node is nobody's fault. */
const COUNTED_MB = EMPTY_MB.node
/** However little a manifest asks for, a plugin gets this, because nothing would start with less. */
const LEAST_MB = 64

/** How much a runner may take in all when these run in it, and in how many threads. */
export function shareOf(plugins: readonly PluginCode[], engine: Engine): { readonly usedMb: number; readonly threads: number } {
  return {
    usedMb: plugins.reduce((sum, plugin) => sum + ownMb(plugin), EMPTY_MB[engine]),
    threads: plugins.reduce((sum, { threads }) => sum + threads, 0),
  }
}

/** What each thread of a plugin may hold. */
export function threadMb(plugin: PluginCode): number {
  return Math.floor(ownMb(plugin) / plugin.threads)
}

function ownMb({ memoryMb }: PluginCode): number {
  return Math.max(LEAST_MB, memoryMb - COUNTED_MB)
}
