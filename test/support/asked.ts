/** Asks again and again until the answer is what is waited for; each ask is a real request, so nothing spins. */
export async function askedUntil<A>(ask: () => Promise<A>, isIt: (answer: A) => boolean): Promise<A> {
  for (;;) {
    const answer = await ask()
    if (isIt(answer)) return answer
    await new Promise((resolve) => setImmediate(resolve))
  }
}
