import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import { claimFolder } from '../store/sqlite/folder.ts'
import { tell } from './answer.ts'
import { readRunning } from './running.ts'

const LOOK_MS = 100
/** A host ends within 14 s; who watches it sees to that. */
const LIMIT_MS = 20_000

/** Ends the host of a data folder in order, and waits until it has. Rejects with HOST_UNREACHABLE when none runs. */
export async function stop(options: { readonly dataDir: string; readonly json?: boolean }): Promise<void> {
  const { dataDir } = options
  const running = await readRunning(dataDir)
  // A note outlives a host that was killed, and its process number may be somebody else's by now.
  if (!running || !isAlive(running.pid) || isFree(dataDir))
    throw new HostError('HOST_UNREACHABLE', `No Showrunner runs with the data folder ${dataDir}`, { dataDir })
  process.kill(running.pid, 'SIGTERM')
  const until = systemClock.now() + LIMIT_MS
  while (isAlive(running.pid)) {
    if (systemClock.now() > until) throw new HostError('HOST_FAILED', `Showrunner (process ${running.pid}) does not end`)
    await pause(LOOK_MS)
  }
  tell({ stopped: running.pid }, options, () => ['Showrunner has stopped; what waited is in the log'])
}

/** Whether no host holds the data folder. */
function isFree(dataDir: string): boolean {
  try {
    claimFolder(dataDir).release()
    return true
  } catch (error) {
    if (error instanceof HostError && error.code === 'DATA_IN_USE') return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
