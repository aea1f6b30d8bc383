import type { Syscalls } from '../guest/syscalls.ts'
import type { Time } from './time.ts'

/** Waits for the end of a plugin's `start` or `stop`, for a while. */
export function createLifecycle(time: Pick<Time, 'limit'>) {
  let tell: Syscalls['lifecycle'] = () => {}

  return {
    ended: ((what, failure) => tell(what, failure)) satisfies Syscalls['lifecycle'],
    /** Resolves with JSON of Failure, or undefined when it ended well. */
    run(what: 'start' | 'stop', begin: () => void, limitMs: number, late: string): Promise<string | undefined> {
      return new Promise((resolve) => {
        const cancel = time.limit(limitMs, () => resolve(JSON.stringify({ error: `${late} within ${limitMs} ms` })))
        tell = (ended, failure) => {
          if (ended !== what) return
          cancel()
          resolve(failure)
        }
        begin()
      })
    },
  }
}
