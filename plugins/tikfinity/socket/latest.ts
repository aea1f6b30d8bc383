/** Hands on the first at once, and of those that come within `everyMs` the latest, when that time is over. */
export function createLatest<T>(everyMs: number, hand: (value: T) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: { readonly value: T } | undefined

  function next() {
    timer = undefined
    if (waiting) pass(waiting.value)
  }

  function pass(value: T) {
    waiting = undefined
    timer = setTimeout(next, everyMs)
    hand(value)
  }

  return {
    push(value: T) {
      if (timer === undefined) pass(value)
      else waiting = { value }
    },
    stop() {
      clearTimeout(timer)
      waiting = undefined
    },
  }
}
