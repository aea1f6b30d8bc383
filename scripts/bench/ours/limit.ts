import { join } from 'node:path'
import { systemClock } from '../../../core/base/clock.ts'
import { createSqliteStore } from '../../../core/store/sqlite/sqlite.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Memory } from '../from-memory.ts'
import { measureLimit } from '../limit.ts'
import { measurePlain } from '../plain.ts'

export type LimitOptions = { readonly folder: string; readonly plugins: number; readonly events: number; readonly warmUp: number }

/** The limit with the plugins and the newest events of this folder. */
export async function measureLimitOf(options: LimitOptions): Promise<{ readonly eventsPerSecond: number }> {
  return { eventsPerSecond: await measureLimit(await memoryOf(options)) }
}

/** The same without a sandbox. */
export async function measurePlainOf(options: LimitOptions): Promise<{ readonly eventsPerSecond: number }> {
  return { eventsPerSecond: await measurePlain(await memoryOf(options)) }
}

async function memoryOf({ folder, plugins, events, warmUp }: LimitOptions): Promise<Memory> {
  const ids = Array.from({ length: plugins }, (_, n) => `bench-${n + 1}`)
  return { folder: join(folder, 'plugins'), ids, events: await newestEvents(folder, warmUp + events), warmUp }
}

/** What the host has just carried, read back: holding every event while it runs would measure the collector of garbage. */
async function newestEvents(folder: string, count: number): Promise<readonly UnifiedEvent[]> {
  const store = await createSqliteStore({ dataDir: join(folder, 'data'), clock: systemClock })
  const stored = store.read(Math.max(1, store.head() - count + 1), count)
  await store.close()
  // Plain objects, as fresh ones are.
  return stored.map(({ event }) => JSON.parse(JSON.stringify(event)))
}
