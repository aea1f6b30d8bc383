import { Script } from 'node:vm'

const script = new Script('work()')

/** Does synchronous work that a stranger wrote the input of: an endless loop or a slow regular expression in it ends with an error. */
export function withinTime<T>(work: () => T, timeoutMs: number): T {
  const done: T[] = []
  script.runInNewContext({ work: () => void done.push(work()) }, { timeout: timeoutMs })
  // Without a result it would have thrown.
  return done[0] as T
}

/** Whether work ended for taking too long. */
export function isOverdue(error: unknown): boolean {
  // It is an Error of another realm.
  return Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
