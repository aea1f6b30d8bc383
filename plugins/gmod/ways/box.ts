import { RetryError } from '#sdk/failures'
import type { GameMessage } from '#sdk/game-message'

/** A message that waits for the game, with the place in the row by which it is acknowledged. `id` stays the same when it comes again. */
export type Boxed = { readonly cursor: number; readonly id: string; readonly message: GameMessage }

type Waiting = Boxed & { readonly done: (error?: Error) => void }

export type Box = ReturnType<typeof createBox>

const MAX = 256

/**
 * Messages until the game says that it has them, at least once each. At most 256: what comes to a full box comes again later. Cursors only rise, also over
 * a restart, since the first is the time.
 */
export function createBox(now: () => number = Date.now) {
  const waiting = new Map<number, Waiting>()
  const lookers = new Set<() => void>()
  let last = now()

  function put(message: GameMessage, { id, signal }: { readonly id: string; readonly signal: AbortSignal }): Promise<void> {
    if (waiting.size >= MAX) return Promise.reject(new RetryError(`${MAX} messages wait for the game already`))
    last += 1
    const cursor = last
    return new Promise((resolve, reject) => {
      const give = () => done(new RetryError('The game did not take it in time'))
      const done = (error?: Error) => {
        waiting.delete(cursor)
        signal.removeEventListener('abort', give)
        if (error) reject(error)
        else resolve()
      }
      if (signal.aborted) return give()
      signal.addEventListener('abort', give)
      waiting.set(cursor, { cursor, id, message, done })
      for (const look of [...lookers]) look()
    })
  }

  /** What comes behind a cursor; everything when we never gave out such a one. */
  function after(cursor: number): readonly Boxed[] {
    const from = cursor > last ? 0 : cursor
    return [...waiting.values()].filter((one) => one.cursor > from).map(({ cursor, id, message }) => ({ cursor, id, message }))
  }

  return {
    put,
    after,
    /** Resolves with what comes behind the cursor, as soon as there is something; with nothing when the signal aborts. */
    next(cursor: number, signal: AbortSignal): Promise<readonly Boxed[]> {
      return new Promise((resolve) => {
        const look = () => {
          const found = after(cursor)
          if (found.length === 0 && !signal.aborted) return
          lookers.delete(look)
          signal.removeEventListener('abort', look)
          resolve(found)
        }
        lookers.add(look)
        signal.addEventListener('abort', look)
        look()
      })
    },
    /** The game has everything up to this one; answers how many that were. */
    ack(cursor: number): number {
      const had = [...waiting.values()].filter((one) => one.cursor <= cursor && cursor <= last)
      for (const { done } of had) done()
      return had.length
    },
    /** Takes everything out, to be sent another way. */
    empty(): readonly Waiting[] {
      const all = [...waiting.values()]
      waiting.clear()
      return all
    },
    size: () => waiting.size,
  }
}
