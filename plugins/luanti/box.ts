import { PermanentError, RetryError } from '#sdk/failures'
import type { Message } from './message.ts'

/** What the mod says of messages that it got: ids it has done, and why it could not do others. */
export type Answers = { readonly ok?: readonly string[] | null; readonly failed?: Readonly<Record<string, string>> | null }

type Waiting = { readonly message: Message; readonly done: (error?: Error) => void }

export type Box = ReturnType<typeof createBox>

const MOST = 200
/** How many the mod gets at once. */
const AT_ONCE = 50

/** Messages until the mod says what became of them, at least once each. At most 200; what comes to a full box is tried again later. */
export function createBox() {
  const waiting = new Map<string, Waiting>()
  const lookers = new Set<() => void>()
  const all = () => [...waiting.values()].slice(0, AT_ONCE).map(({ message }) => message)

  return {
    /** Resolves when the mod has done it. Rejects with PermanentError when it could not, or said nothing for so long. */
    put(message: Message, { signal, waitMs }: { readonly signal: AbortSignal; readonly waitMs: number }): Promise<void> {
      if (waiting.size >= MOST) return Promise.reject(new RetryError(`${MOST} messages wait for the game already`))
      return new Promise((resolve, reject) => {
        const isStopped = () => done(new RetryError(NOBODY))
        const done = (error?: Error) => {
          waiting.delete(message.id)
          clearTimeout(timer)
          signal.removeEventListener('abort', isStopped)
          if (error) reject(error)
          else resolve()
        }
        const timer = setTimeout(() => done(new PermanentError(NOBODY)), waitMs)
        signal.addEventListener('abort', isStopped)
        waiting.set(message.id, { message, done })
        for (const look of [...lookers]) look()
        if (signal.aborted) isStopped()
      })
    },
    /** What waits, as soon as there is something; nothing when the signal aborts. */
    next(signal: AbortSignal): Promise<readonly Message[]> {
      return new Promise((resolve) => {
        const look = () => {
          if (waiting.size === 0 && !signal.aborted) return
          lookers.delete(look)
          signal.removeEventListener('abort', look)
          resolve(all())
        }
        lookers.add(look)
        signal.addEventListener('abort', look)
        look()
      })
    },
    hear({ ok, failed }: Answers) {
      for (const id of ok ?? []) waiting.get(id)?.done()
      for (const [id, why] of Object.entries(failed ?? {})) waiting.get(id)?.done(new PermanentError(`The game could not do it: ${why}`))
    },
  }
}

const NOBODY = 'The game did not take it; start it with the mod showrunner, then try this again from the dead letters'
