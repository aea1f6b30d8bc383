/** Runs one thing after the other: what is read, changed and written again belongs together. */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    // Whoever asked hears of a failure; the next in turn works all the same.
    last = result.catch(() => {})
    return result
  }
}
