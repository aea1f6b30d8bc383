import { monitorEventLoopDelay } from 'node:perf_hooks'
import { execa } from 'execa'
import { systemClock } from '../../core/base/clock.ts'
import { createBackups } from '../../core/store/backup/backups.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { Store } from '../../core/store/store.ts'
import { chats } from '../contracts/store.ts'
import { coreCommand } from './core-command.ts'
import { createFolder } from './folder.ts'

const BATCH = 250

/** Opens the store of a folder for as long as it is used. */
export async function opened<R>(dataDir: string, use: (store: Store) => Promise<R>): Promise<R> {
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

/** Writes events that are all new; `flood` goes on until it is stopped. */
export function createWriter(store: Store) {
  let next = 1
  async function write(count: number): Promise<void> {
    for (let left = count; left > 0; left -= BATCH) {
      const size = Math.min(BATCH, left)
      await store.write({ events: chats(size, next) })
      next += size
    }
  }
  return {
    write,
    flood() {
      let isWanted = true
      const done = (async () => {
        while (isWanted) await write(BATCH)
      })()
      return {
        stop() {
          isWanted = false
          return done
        },
      }
    },
  }
}

/** A folder with a backup of 500 events, and 400 more since. */
export async function folderWithBackup(): Promise<{ readonly dataDir: string; readonly backup: string }> {
  const dataDir = createFolder()
  return opened(dataDir, async (store) => {
    const writer = createWriter(store)
    await writer.write(500)
    const { folder } = await createBackups({ dataDir, version: '0.1.0', clock: systemClock }).take()
    await writer.write(400)
    return { dataDir, backup: folder }
  })
}

/** How many events a folder has. */
export const eventsIn = (dataDir: string) => opened(dataDir, async (store) => store.read(1, 10_000).length)

/** Until `stop`, which answers the longest time in milliseconds that nothing else could be done. */
export function watchPauses(): { stop(): number } {
  const delays = monitorEventLoopDelay({ resolution: 2 })
  delays.enable()
  return {
    stop() {
      delays.disable()
      return delays.max / 1e6
    },
  }
}

/** `showrunner restore`, which dies at a crash point. */
export function restoreAndDie(backup: string, { dataDir, crashAt }: { readonly dataDir: string; readonly crashAt: string }) {
  const args = coreCommand('restore', backup, '--yes', '--data', dataDir)
  return execa(process.execPath, args, { reject: false, env: { SHOWRUNNER_CRASH_AT: crashAt } })
}
