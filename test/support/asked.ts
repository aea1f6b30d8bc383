import { LIMIT_MS } from '../../scripts/fake-tiktok/waiters.ts'

/** Between two asks: a processor is left to whom the answer depends on. */
const PACE_MS = 20

/** Asks again and again until the answer is the one that is waited for, for two minutes at most. */
export async function askedUntil<A>(ask: () => Promise<A>, isIt: (answer: A) => boolean): Promise<A> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await ask()
    if (isIt(answer)) return answer
    if (performance.now() - startedAt > LIMIT_MS)
      throw new Error(`What was asked for did not come: ${isIt}; the last was ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, PACE_MS))
  }
}
