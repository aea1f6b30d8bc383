import type { Clock } from '#sdk/clock'

/** OBS is busy with a transition for longer than this anyway. */
const PAUSE_MS = 50

type Parts<T> = { readonly write: (value: T) => Promise<void>; readonly clock: Pick<Clock, 'after'> }
type Next<T> = { value: T; readonly written: Promise<void>; resolve(): void; reject(error: unknown): void }

/** Writes one value at a time, with a pause in between; of those that come meanwhile only the last is written, for all of them. */
export function createWriter<T>({ write, clock }: Parts<T>) {
  let next: Next<T> | undefined
  let isWorking = false

  async function work(): Promise<void> {
    isWorking = true
    while (next) {
      const { value, resolve, reject } = next
      next = undefined
      await write(value).then(resolve, reject)
      if (next) await new Promise<void>((pass) => void clock.after(PAUSE_MS, pass))
    }
    isWorking = false
  }

  return {
    /** Resolves once it, or what came after it in time, was written. */
    want(value: T): Promise<void> {
      if (next) next.value = value
      else next = nextOf(value)
      const { written } = next
      if (!isWorking) void work()
      return written
    },
  }
}

function nextOf<T>(value: T): Next<T> {
  let resolve = () => {}
  let reject: Next<T>['reject'] = () => {}
  const written = new Promise<void>((done, fail) => {
    resolve = done
    reject = fail
  })
  return { value, written, resolve, reject }
}
