import type { Method } from '../powers.ts'
import type { Time } from './time.ts'

/** `limit`: the longest that something may take; `end`: the end of an advance, after whatever else is due then. */
type Timer = { readonly kind: 'timer' | 'limit' | 'end'; readonly dueMs: number; readonly run: () => void }

export type VirtualTime = Time & {
  /** Lets so much time pass, with whatever is due in it, in order. */
  advance(ms: number, done: () => void): void
  /** The plugin asks the core something, and was answered. */
  asked(call: number, method: Method): void
  answered(call: number): void
}

/** Calls that wait for what others may never send. */
const LISTENING: ReadonlySet<Method> = new Set(['ws.receive', 'net.read'])
/** How long a timer of a plugin that listens may keep it waiting, in real time; what is asked for gets at least so long. */
const LISTENING_MS = 250
const ASKING_MS = 1_000
const MAX_REAL_MS = 2 ** 31 - 1
/** What a look at the clock takes, so that a loop that waits for it ends. */
const LOOK_MS = 0.001

/**
 * Time that stands still while the plugin works, and jumps to the next timer when a turn of the event loop has passed with nothing to do. It goes
 * on only while something of the plugin's has a limit, or is advanced. While the core owes an answer, a timer takes the time that it really
 * takes.
 */
export function createVirtualTime(startedAt = Date.now()): VirtualTime {
  const timers = new Set<Timer>()
  const open = new Map<number, Method>()
  let nowMs = 0
  let looks = 0
  let driving = 0
  let turn: NodeJS.Immediate | undefined
  let patience: NodeJS.Timeout | undefined

  function start(kind: Timer['kind'], delayMs: number, run: () => void) {
    const timer = { kind, dueMs: nowMs + delayMs, run }
    timers.add(timer)
    if (kind !== 'timer') driving += 1
    drive()
    return () => forget(timer)
  }

  function forget(timer: Timer) {
    if (timers.delete(timer) && timer.kind !== 'timer') driving -= 1
  }

  /** Of what is due at the same time, what was set first; the end of an advance comes last. */
  function next(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) {
      if (!first || timer.dueMs < first.dueMs || (timer.dueMs === first.dueMs && first.kind === 'end')) first = timer
    }
    return first
  }

  function drive() {
    clearTimeout(patience)
    if (driving > 0 && !turn) turn = setImmediate(look)
  }

  function look() {
    turn = undefined
    const first = next()
    if (!first || driving === 0) return
    if (open.size === 0) jump()
    else patience = setTimeout(jump, patienceFor(first))
  }

  function patienceFor({ kind, dueMs }: Timer): number {
    const aheadMs = Math.min(dueMs - nowMs, MAX_REAL_MS)
    const onlyListens = [...open.values()].every((method) => LISTENING.has(method))
    return onlyListens && kind !== 'limit' ? Math.min(aheadMs, LISTENING_MS) : Math.max(aheadMs, ASKING_MS)
  }

  function jump() {
    const first = next()
    if (!first || driving === 0) return
    forget(first)
    looks = Math.max(0, looks - (first.dueMs - nowMs) / LOOK_MS)
    nowMs = first.dueMs
    first.run()
    drive()
  }

  function elapsed() {
    looks += 1
    return nowMs + looks * LOOK_MS
  }

  return {
    now: () => Math.floor(startedAt + elapsed()),
    elapsed,
    // As everywhere else, none comes sooner than in a millisecond.
    after: (delayMs, run) => start('timer', Math.max(1, delayMs), run),
    limit: (delayMs, run) => start('limit', delayMs, run),
    advance: (ms, done) => void start('end', ms, done),
    asked(call, method) {
      open.set(call, method)
      drive()
    },
    answered(call) {
      open.delete(call)
      drive()
    },
  }
}
