/** What has to do with a signal: `throwIfAborted` between two steps, and who listens while one is under way. */
export type Signal = Pick<AbortSignal, 'aborted' | 'reason' | 'throwIfAborted' | 'addEventListener' | 'removeEventListener'>

/** Does the work unless the signal says stop; then rejects with its reason at once, whatever the work still does. */
export async function unlessAborted<T>(signal: Signal | undefined, work: (check: () => void) => Promise<T>): Promise<T> {
  if (!signal) return work(() => {})
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work(() => signal.throwIfAborted())
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop))
  })
}
