import type { Clock } from '../../base/clock.ts'
import type { Method } from '../powers.ts'
import { PowerError } from './power.ts'

const CALLS_A_SECOND = 500
const BURST = 1000
const MAX_IN_FLIGHT = 64

/** Methods that answer when something outside happens. They wait aside, or 64 quiet sockets would keep a plugin from its own storage. */
const WAITING: ReadonlySet<Method> = new Set<Method>([
  'run.read',
  'run.status',
  'net.connect',
  'net.read',
  'net.listen',
  'net.accept',
  'fetch.response',
  'fetch.read',
  'ws.open',
  'ws.receive',
  // Of each of many sockets one may wait until the other side took it.
  'ws.send',
  'serve.open',
  'serve.next',
  'serve.read',
  'serve.answer',
  'serve.write',
  'serve.gone',
  'serve.shutdown',
  'actions.call',
])
const MAX_WAITING = 512

/** Messages of sockets come by the hundred, one for each who listens, and cost the core little. */
const CHEAP: ReadonlySet<Method> = new Set<Method>(['ws.send', 'ws.receive'])
const CHEAP_TOKENS = 0.25

/** To look for what is listed costs the core time, and it is known only afterwards how much that is. */
const LISTED_FOR_A_TOKEN = 100

type End = (answered?: unknown) => void

/** What one plugin may ask for: a limit for how much at once, and a bucket of tokens; who finds it empty waits for the next in his turn. */
export function createBudget(clock: Clock) {
  let tokens = BURST
  let filledAt = clock.now()
  const inFlight = { waiting: 0, other: 0 }

  /** Takes tokens, of the future if need be; answers in how many milliseconds they are there. */
  function take(count: number): number {
    const now = clock.now()
    tokens = Math.min(BURST, tokens + ((now - filledAt) * CALLS_A_SECOND) / 1000) - count
    filledAt = now
    return (Math.max(0, -tokens) * 1000) / CALLS_A_SECOND
  }

  return {
    /**
     * Counts a call until what it answers, at once or when it is its turn, is called with the call's own answer. Throws PowerError when too many are
     * under way.
     */
    begin(method: Method): End | Promise<End> {
      const kind = WAITING.has(method) ? 'waiting' : 'other'
      const max = kind === 'waiting' ? MAX_WAITING : MAX_IN_FLIGHT
      if (inFlight[kind] >= max) throw new PowerError('Busy', `A plugin has at most ${max} such calls at once; await some first`)
      inFlight[kind] += 1
      const end = (answered?: unknown) => {
        inFlight[kind] -= 1
        if (Array.isArray(answered)) take(Math.floor(answered.length / LISTED_FOR_A_TOKEN))
      }
      const delayMs = take(CHEAP.has(method) ? CHEAP_TOKENS : 1)
      return delayMs > 0 ? new Promise((resolve) => clock.after(delayMs, () => resolve(end))) : end
    },
  }
}
