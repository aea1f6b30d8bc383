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
  'fetch.response',
  'fetch.read',
  'ws.open',
  'ws.receive',
  'actions.call',
])
const MAX_WAITING = 256

/** What one plugin may ask for: a token bucket for how often, and a limit for how much at once. */
export function createBudget(clock: Clock) {
  let tokens = BURST
  let filledAt = clock.now()
  const inFlight = { waiting: 0, other: 0 }

  function take() {
    const now = clock.now()
    tokens = Math.min(BURST, tokens + ((now - filledAt) * CALLS_A_SECOND) / 1000)
    filledAt = now
    if (tokens < 1)
      throw new PowerError('QuotaExceededError', `A plugin makes at most ${CALLS_A_SECOND} calls a second; wait, then try again`)
    tokens -= 1
  }

  return {
    /** Counts a call until what it returns is called. Throws PowerError. */
    begin(method: Method): () => void {
      take()
      const kind = WAITING.has(method) ? 'waiting' : 'other'
      const max = kind === 'waiting' ? MAX_WAITING : MAX_IN_FLIGHT
      if (inFlight[kind] >= max) throw new PowerError('Busy', `A plugin has at most ${max} such calls at once; await some first`)
      inFlight[kind] += 1
      return () => {
        inFlight[kind] -= 1
      }
    },
  }
}
