import { type Clock, systemClock } from '#sdk/clock'

/**
 * Runs at once, and then at most once in so many milliseconds: what is asked for in between is run once, at the end of that time. Once stopped it never
 * runs again. ready -> resting -> ready, or asked -> resting …; stopped from anywhere.
 */
export function createPace(everyMs: number, run: () => void, { after }: Pick<Clock, 'after'> = systemClock) {
  let state: 'ready' | 'resting' | 'asked' | 'stopped' = 'ready'
  let cancel = () => {}

  function begin() {
    state = 'resting'
    cancel = after(everyMs, rest)
    run()
  }

  function rest() {
    if (state === 'asked') begin()
    else state = 'ready'
  }

  return {
    ask() {
      if (state === 'ready') begin()
      else if (state === 'resting') state = 'asked'
    },
    stop() {
      state = 'stopped'
      cancel()
    },
  }
}
