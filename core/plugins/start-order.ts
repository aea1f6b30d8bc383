import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MANIFEST } from './manifest.ts'
import type { Lanes } from './slot.ts'

/** Plugins that look at events before others get them, and the rest; each in the order given. */
export async function inStartOrder(ids: readonly string[], roots: readonly string[]) {
  const looks = await Promise.all(ids.map((id) => saysToLook(id, roots)))
  return { first: ids.filter((_, index) => looks[index]), rest: ids.filter((_, index) => !looks[index]) }
}

/** No more than a glance at the manifest; whether it is a good one is seen when the plugin is started. */
async function saysToLook(id: string, roots: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(roots.map((root) => readFile(join(root, id, MANIFEST), 'utf8').catch(() => '')))
  return texts.some((text) => text.includes('"intercepts"'))
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

/** The same work, so many at a time; the rest waits in line. */
export function inTurn<A extends readonly unknown[], T>(most: number, work: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  const waiting: (() => void)[] = []
  let busy = 0
  return async (...args) => {
    if (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else busy += 1
    try {
      return await work(...args)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else busy -= 1
    }
  }
}
