/**
 * Does things once: what a name was done for is not done again, also when another part of the same delivery failed and all of it is tried again. What
 * failed may be done again. The last 1,000 names are known.
 */
export function createOnce(most = 1000) {
  const done = new Set<string>()
  return async (name: string, work: () => Promise<unknown>): Promise<void> => {
    if (done.has(name)) return
    await work()
    done.add(name)
    for (const oldest of done) {
      if (done.size <= most) break
      done.delete(oldest)
    }
  }
}
