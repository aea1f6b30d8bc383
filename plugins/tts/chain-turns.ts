import { ProviderError } from './providers/provider-error.ts'

/** Who waits beyond this is sent to another provider. */
const MAX_WAITING = 50

export type Turns = { take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> }

/** So many at once, the others in the order they came. Rejects with a ProviderError when too many wait, and with the signal's reason. */
export function createTurns(slots: number): Turns {
  const waiting: (() => void)[] = []
  let free = slots

  function release() {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }

  function turn(signal: AbortSignal): Promise<void> {
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    if (waiting.length >= MAX_WAITING) return Promise.reject(new ProviderError('busy', 'Too many texts wait to be spoken'))
    return new Promise((resolve, reject) => {
      const mine = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(mine), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(mine)
    })
  }

  return {
    async take(work, signal) {
      signal.throwIfAborted()
      await turn(signal)
      try {
        return await work()
      } finally {
        release()
      }
    },
  }
}
