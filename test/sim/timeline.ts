import type { Clock } from '../../core/base/clock.ts'

const CALLS_MAX = 200_000

type Timer = { readonly at: number; readonly order: number; readonly callback: () => void }

/** Virtual time of the whole simulated world; every process that lives in it has a clock that dies with the process. */
export function createTimeline() {
  let now = 0
  let order = 0
  let calls = 0
  let timers: Timer[] = []

  /** Lets promises that were kept go all their way. */
  const settle = async () => {
    for (let hop = 0; hop < 8; hop++) await undefined
  }
  const insert = (timer: Timer) => {
    let index = timers.length
    for (let before = timers[index - 1]; before && before.at > timer.at; before = timers[index - 1]) index--
    timers.splice(index, 0, timer)
  }

  /** Runs what is due within the time, in order. */
  const advance = async (ms: number) => {
    const end = now + ms
    for (let timer = timers[0]; timer && timer.at <= end; timer = timers[0]) {
      timers.shift()
      now = timer.at
      if (++calls > CALLS_MAX) throw new Error('liveness: the story does not come to an end')
      timer.callback()
      await settle()
    }
    now = end
  }

  return {
    now: () => now,
    /** A clock of a process; `die` takes its timers with it. */
    createLife(): Clock & { die(): void } {
      let mine = new Set<Timer>()
      return {
        now: () => now,
        wallTime: () => 1_750_000_000_000 + now,
        after(delayMs, callback) {
          const timer = { at: now + Math.max(0, delayMs), order: order++, callback }
          mine.add(timer)
          insert(timer)
          return () => {
            if (mine.delete(timer)) timers = timers.filter((each) => each !== timer)
          }
        },
        die() {
          timers = timers.filter((each) => !mine.has(each))
          mine = new Set()
        },
      }
    },
    advance,
    /** Runs until the promise is kept. */
    async until(promise: Promise<unknown>) {
      let isKept = false
      promise.then(() => {
        isKept = true
      })
      await settle()
      while (!isKept) await advance(10)
    },
  }
}

export type Timeline = ReturnType<typeof createTimeline>
