/** What did not come by then never will; the long forms of tests wait as long as it takes. */
export const LIMIT_MS = process.env.SHOWRUNNER_LONG ? 2 ** 31 - 1 : 120_000

/** Waits for conditions: `changed` has each looked at again. One that is not met in two minutes rejects. */
export function createWaiters() {
  const waiting = new Set<() => void>()
  return {
    changed() {
      for (const check of waiting) check()
    },
    until: (condition: () => boolean) =>
      new Promise<void>((resolve, reject) => {
        const late = new Error(`What was waited for did not come: ${condition}`)
        const timer = setTimeout(() => end(() => reject(late)), LIMIT_MS)
        timer.unref()
        const check = () => {
          if (condition()) end(resolve)
        }
        function end(then: () => void) {
          clearTimeout(timer)
          waiting.delete(check)
          then()
        }
        waiting.add(check)
        check()
      }),
  }
}
