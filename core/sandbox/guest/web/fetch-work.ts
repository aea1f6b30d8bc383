import type { Aborts, WebAbortSignal } from './abort.ts'

/** One request's life: what to do when it is called off, and what when it is over. */
export type Work = {
  readonly isOver: () => boolean
  /** It is over; what was held for it is given back. */
  end(): void
  /** Calls it off where it is being done. */
  cancel(): void
  onCancel(run: () => void): void
  onEnd(run: () => void): void
  onAborted(run: (reason: unknown) => void): void
  /** The same promise, or the reason of the abort when that is first. */
  race<T>(promise: Promise<T>): Promise<T>
}

/** Follows the signal, if there is one, until the work is over. */
export function createWork({ onAbort }: Pick<Aborts, 'onAbort'>, signal: WebAbortSignal | undefined): Work {
  const cancels: (() => void)[] = []
  const ends: (() => void)[] = []
  const listeners = new Set<(reason: unknown) => void>()
  let isOver = false

  const cancel = () => {
    for (const run of cancels.splice(0)) run()
  }
  const unlisten = onAbort(signal, () => {
    cancel()
    for (const tell of [...listeners]) tell(signal?.reason)
  })

  return {
    isOver: () => isOver,
    end() {
      if (isOver) return
      isOver = true
      listeners.clear()
      unlisten?.()
      for (const run of ends.splice(0)) run()
    },
    cancel,
    onCancel(run) {
      if (signal?.aborted || isOver) run()
      else cancels.push(run)
    },
    onEnd(run) {
      if (isOver) run()
      else ends.push(run)
    },
    onAborted: (run) => void listeners.add(run),
    race: (promise) =>
      new Promise((resolve, reject) => {
        listeners.add(reject)
        promise.then(resolve, reject).finally(() => listeners.delete(reject))
      }),
  }
}
