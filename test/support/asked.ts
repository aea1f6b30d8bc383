import { LIMIT_MS } from '../../scripts/fake-tiktok/waiters.ts'

/** Asks again and again until the answer is the one that is waited for, for two minutes at most; each ask is a real request, so nothing spins. */
export async function askedUntil<A>(ask: () => Promise<A>, isIt: (answer: A) => boolean): Promise<A> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await ask()
    if (isIt(answer)) return answer
    if (performance.now() - startedAt > LIMIT_MS)
      throw new Error(`What was asked for did not come: ${isIt}; the last was ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
