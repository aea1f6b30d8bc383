/** Runs at once, and then at most once in so many milliseconds: what is asked for in between is run once, at the end of that time. */
export function createPace(everyMs: number, run: () => void): { readonly ask: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAsked = false

  function begin() {
    timer = setTimeout(rest, everyMs)
    run()
  }
  function rest() {
    timer = undefined
    if (!isAsked) return
    isAsked = false
    begin()
  }

  return {
    ask() {
      if (timer === undefined) begin()
      else isAsked = true
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
