import type { Syscalls } from '../syscalls.ts'
import type { Uncaught } from './parts.ts'

export type Timers = ReturnType<typeof createTimers>

type Timer = { readonly own: boolean; readonly run: () => void; readonly everyMs?: number }

/** Timers of a plugin that may wait at once. */
export const MAX_TIMERS = 256
/** Time limits of signals and the like, which are counted apart. */
const MAX_INNER_TIMERS = 4096

/** The timers of the web; what they throw goes to `uncaught`. */
export function createTimers({ syscalls, uncaught }: { readonly syscalls: Syscalls; readonly uncaught: Uncaught }) {
  const live = new Map<number, Timer>()
  let lastId = 0
  let own = 0

  function start(timer: Timer, delayMs: number): number {
    lastId += 1
    live.set(lastId, timer)
    if (timer.own) own += 1
    syscalls.setTimer(lastId, delayMs)
    return lastId
  }

  function forget(id: number, timer: Timer) {
    live.delete(id)
    if (timer.own) own -= 1
  }

  function startOwn(callback: unknown, delay: unknown, args: readonly unknown[], repeats: boolean): number {
    if (typeof callback !== 'function') throw new TypeError('A timer needs a function to call')
    const delayMs = milliseconds(delay)
    if (own >= MAX_TIMERS) throw new RangeError(`A plugin may have ${MAX_TIMERS} timers at once`)
    const run = () => void Reflect.apply(callback, undefined, args)
    return start(repeats ? { own: true, run, everyMs: Math.max(1, delayMs) } : { own: true, run }, delayMs)
  }

  function clearOwn(id: unknown) {
    const number = Number(id)
    const timer = live.get(number)
    if (!timer?.own) return
    forget(number, timer)
    syscalls.clearTimer(number)
  }

  /** Calls `run` once, after this time; answers what calls it off. Throws RangeError when too many wait. */
  function later(delayMs: number, run: () => void): () => void {
    if (live.size - own >= MAX_INNER_TIMERS) throw new RangeError(`A plugin may have ${MAX_INNER_TIMERS} time limits at once`)
    const timer = { own: false, run }
    const id = start(timer, delayMs)
    return () => {
      if (!live.has(id)) return
      forget(id, timer)
      syscalls.clearTimer(id)
    }
  }

  /** The worker says that the time of this one has come. */
  function fire(id: number) {
    const timer = live.get(id)
    if (!timer) return
    if (timer.everyMs === undefined) forget(id, timer)
    try {
      timer.run()
    } catch (error) {
      uncaught(error)
    }
    if (timer.everyMs !== undefined && live.has(id)) syscalls.setTimer(id, timer.everyMs)
  }

  return {
    fire,
    later,
    globals: {
      setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) => startOwn(callback, delay, args, false),
      setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) => startOwn(callback, delay, args, true),
      clearTimeout: (id?: unknown) => clearOwn(id),
      clearInterval: (id?: unknown) => clearOwn(id),
      queueMicrotask(callback: unknown) {
        if (typeof callback !== 'function') throw new TypeError('queueMicrotask needs a function to call')
        Promise.resolve()
          .then(() => void Reflect.apply(callback, undefined, []))
          .catch(uncaught)
      },
    },
  }
}

/** As the web converts a delay: to a 32 bit number, and not below 0. */
function milliseconds(delay: unknown): number {
  return Math.max(0, Number(delay) | 0)
}
