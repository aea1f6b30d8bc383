import { sentenceOf } from '../host/refusal.ts'

/** So many at once: enough to be fast, and few enough that one refusal stops the rest. */
const SIDE_BY_SIDE = 4
export const MAX_TIMES = 1000

type Burst = {
  readonly times: number
  readonly send: (index: number) => Promise<unknown>
  /** Told how many are sent so far. */
  readonly onSent: (sent: number) => void
  readonly signal: AbortSignal
}

/** Sends so many, in order of their numbers, a few at a time. Answers the first refusal in one sentence; what was sent stays sent. */
export async function sendMany({ times, send, onSent, signal }: Burst): Promise<string | undefined> {
  let next = 0
  let sent = 0
  let problem: string | undefined

  async function sendSome(): Promise<void> {
    while (next < times && problem === undefined && !signal.aborted) {
      try {
        await send(next++)
        onSent(++sent)
      } catch (error) {
        problem ??= sentenceOf(error)
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, times) }, sendSome))
  return problem
}
