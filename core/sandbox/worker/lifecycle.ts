import type { Syscalls } from '../guest/syscalls.ts'

/** Waits for the end of a plugin's `start` or `stop`, for a while. */
export function createLifecycle() {
  let tell: Syscalls['lifecycle'] = () => {}

  return {
    ended: ((what, failure) => tell(what, failure)) satisfies Syscalls['lifecycle'],
    /** Resolves with JSON of Failure, or undefined when it ended well. */
    run(what: 'start' | 'stop', begin: () => void, limitMs: number, late: string): Promise<string | undefined> {
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(JSON.stringify({ error: `${late} within ${limitMs} ms` })), limitMs)
        tell = (ended, failure) => {
          if (ended !== what) return
          clearTimeout(timer)
          resolve(failure)
        }
        begin()
      })
    },
  }
}
