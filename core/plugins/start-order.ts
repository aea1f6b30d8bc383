import { join } from 'node:path'
import { type Reading, readPlugin } from './discover.ts'

/** Plugins that look at events before others do are started first, so that what waits in the log does not get past them. */
export async function interceptorsFirst(ids: readonly string[], reading: Reading): Promise<readonly string[]> {
  const looks = new Set<string>()
  for (const root of reading.roots) {
    const found = await Promise.all(ids.map((id) => readPlugin(join(root, id), reading)))
    for (const each of found) if (each && 'config' in each && each.config.lane.intercepts) looks.add(each.config.id)
  }
  return [...ids.filter((id) => looks.has(id)), ...ids.filter((id) => !looks.has(id))]
}
