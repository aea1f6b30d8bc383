import { join } from 'node:path'
import { type Reading, readPlugin } from './discover.ts'
import type { Lanes } from './slot.ts'

/** Plugins that look at events before others get them, and the rest; each in the order given. */
export async function inStartOrder(ids: readonly string[], reading: Reading) {
  const looks = new Set<string>()
  for (const root of reading.roots) {
    const found = await Promise.all(ids.map((id) => readPlugin(join(root, id), reading)))
    for (const each of found) if (each && 'config' in each && each.config.lane.intercepts) looks.add(each.config.id)
  }
  return { first: ids.filter((id) => looks.has(id)), rest: ids.filter((id) => !looks.has(id)) }
}

/** Lanes that tell when one is opened. */
export function createOpenings(lanes: Lanes) {
  const waiting = new Map<string, () => void>()
  return {
    lanes: {
      ...lanes,
      open(config: Parameters<Lanes['open']>[0]) {
        lanes.open(config)
        waiting.get(config.plugin)?.()
      },
    },
    /** Resolves when the lane of this plugin is opened. */
    opened: (plugin: string) => new Promise<void>((resolve) => waiting.set(plugin, resolve)),
  }
}
