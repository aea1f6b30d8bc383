import { PermanentError, RetryError } from '#sdk/failures'
import type { Answer } from './answers.ts'

/** Who waits for a game's word on a message, by its id. As many as deliveries are under way, which the host limits. */
export function createConfirmations() {
  const waiting = new Map<string, (answer: Answer) => void>()
  return {
    /** False when nobody waits for it. */
    hear(answer: Answer): boolean {
      const settle = waiting.get(answer.id)
      settle?.(answer)
      return settle !== undefined
    },
    /** Resolves with what the game says; rejects with PermanentError when it could not, RetryError when it says nothing until the signal aborts. */
    wait(id: string, signal: AbortSignal): Promise<Answer> {
      return new Promise((resolve, reject) => {
        const late = () => over(() => reject(new RetryError('The game got it and said nothing of it in time')))
        const over = (then: () => void) => {
          waiting.delete(id)
          signal.removeEventListener('abort', late)
          then()
        }
        waiting.set(id, (answer) => over(() => (answer.state === 'failed' ? reject(new PermanentError(refusal(answer))) : resolve(answer))))
        signal.addEventListener('abort', late)
        if (signal.aborted) late()
      })
    },
  }
}

export const refusal = ({ why }: Answer) => `The game could not do it${why ? `: ${why}` : ''}`
