/** Waits for conditions without a clock: `changed` has each looked at again. */
export function createWaiters() {
  const waiting = new Set<() => void>()
  return {
    changed() {
      for (const check of waiting) check()
    },
    until: (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (!condition()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }
}
