import type { Clock } from '../../core/base/clock.ts'

const CALLS_MAX = 200_000
/** Longer than the longest chain of promises that one write sets off. */
const HOPS = 24
/** Far longer than anything waits. */
const UNTIL_MAX_MS = 600_000
const WALL_START_MS = 1_750_000_000_000

type Timer = { readonly at: number; readonly callback: () => void; isOff: boolean }

/** A clock of one process; `die` takes its timers with it. */
export type Life = Clock & { die(): void; isDead(): boolean }

/** Virtual time of the whole simulated world; every process that lives in it has a clock that dies with the process. */
export function createTimeline() {
  let now = 0
  let wallOffsetMs = 0
  let calls = 0
  let isStirred = false
  /** The soonest last, and of those at one time the first set last. */
  const timers: Timer[] = []

  /** Lets promises that were kept go all their way; without any, those that a timer made of nothing. */
  async function settle() {
    for (let hop = isStirred ? HOPS : 3; hop > 0; hop--) await undefined
    isStirred = false
  }

  function insert(timer: Timer) {
    let index = timers.length
    for (let left = timers[index - 1]; left && left.at <= timer.at; left = timers[index - 1]) index--
    timers.splice(index, 0, timer)
  }

  /** Runs what is due within the time, in order. */
  async function advance(ms: number) {
    const end = now + ms
    for (let timer = timers.at(-1); timer && timer.at <= end; timer = timers.at(-1)) {
      timers.pop()
      if (timer.isOff) continue
      now = timer.at
      if (++calls > CALLS_MAX) throw new Error('X5: the story does not come to an end')
      timer.isOff = true
      timer.callback()
      await settle()
    }
    now = end
  }

  return {
    now: () => now,
    advance,
    settle,
    /** How long nothing happens from now on. */
    idleMs() {
      while (timers.at(-1)?.isOff) timers.pop()
      return Math.max(0, (timers.at(-1)?.at ?? now) - now)
    },
    /** A promise was kept: what waits for it goes on after this timer. */
    stir() {
      isStirred = true
    },
    /** Somebody sets the clock on the wall; monotonic time goes on. */
    setWall(byMs: number) {
      wallOffsetMs += byMs
    },
    createLife(): Life {
      let mine: Timer[] = []
      let isDead = false
      return {
        now: () => now,
        wallTime: () => WALL_START_MS + now + wallOffsetMs,
        isDead: () => isDead,
        after(delayMs, callback) {
          const timer = { at: now + Math.max(0, delayMs), callback, isOff: isDead }
          if (mine.length > 256) mine = mine.filter(({ isOff }) => !isOff)
          mine.push(timer)
          insert(timer)
          return () => {
            timer.isOff = true
          }
        },
        die() {
          isDead = true
          for (const timer of mine) timer.isOff = true
        },
      }
    },
    /** Runs until the promise is kept or refused, or who made it is dead. */
    async until(promise: Promise<unknown>, life: Life) {
      let isDone = false
      const done = () => {
        isDone = true
      }
      promise.then(done, done)
      isStirred = true
      await settle()
      const deadline = now + UNTIL_MAX_MS
      while (!isDone && !life.isDead()) {
        if (now > deadline) throw new Error('X5: a stop in order does not come to an end')
        await advance(10)
        isStirred = true
        await settle()
      }
    },
  }
}

export type Timeline = ReturnType<typeof createTimeline>
