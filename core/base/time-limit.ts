import { createContext, Script } from 'node:vm'

const script = new Script('work()')
const place: { work?: (() => void) | undefined } = {}
createContext(place)

/** On a busy machine time passes without the work getting on; so often it is begun again. */
const MAX_TRIES = 10

/**
 * Does synchronous work that a stranger wrote the input of: an endless loop or a slow regular expression in it ends with an error.
 * The work may be begun more than once.
 */
export function withinTime<T>(work: () => T, timeoutMs: number): T {
  for (let tries = 1; ; tries += 1) {
    const before = process.cpuUsage()
    try {
      return once(work, timeoutMs)
    } catch (error) {
      const { user, system } = process.cpuUsage(before)
      const hadItsTime = (user + system) / 1000 >= timeoutMs / 2
      if (!isOverdue(error) || hadItsTime || tries === MAX_TRIES) throw error
    }
  }
}

/** Whether work ended for taking too long. */
export function isOverdue(error: unknown): boolean {
  // It is an Error of another realm.
  return Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}

function once<T>(work: () => T, timeoutMs: number): T {
  const done: T[] = []
  const outer = place.work
  place.work = () => void done.push(work())
  try {
    script.runInContext(place, { timeout: timeoutMs })
  } finally {
    place.work = outer
  }
  // Without a result it would have thrown.
  return done[0] as T
}
