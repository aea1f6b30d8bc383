import type { Clock } from '../../../base/clock.ts'
import { type Handles, PowerError } from '../power.ts'

export const CONNECT_TIMEOUT_MS = 30_000

/** Rejects as soon as the signal does, whatever becomes of the work. */
export function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Does something that counts as open while it lasts, with a signal that aborts when the generation ends. */
export async function whileHeld<T>(handles: Handles, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  const id = handles.open(ending, () => ending.abort(new PowerError('Interrupted', 'The plugin ended')))
  try {
    return await work(ending.signal)
  } finally {
    if (!ending.signal.aborted) handles.close(id)
  }
}

/** Does something with a signal that aborts with the given one, and when the time is up. */
export async function inTime<T>(
  { clock, signal, what }: { readonly clock: Clock; readonly signal: AbortSignal; readonly what: string },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const stopTimer = clock.after(CONNECT_TIMEOUT_MS, () => late.abort(timedOut(what, CONNECT_TIMEOUT_MS)))
  try {
    return await work(AbortSignal.any([signal, late.signal]))
  } finally {
    stopTimer()
  }
}

/** Calls back when nothing happened for so long, from `restart` on. */
export type Watch = { restart(): void; stop(): void }

export function createWatch(clock: Clock, timeoutMs: number, onSilence: () => void): Watch {
  let cancel = () => {}
  return {
    restart() {
      cancel()
      cancel = clock.after(timeoutMs, onSilence)
    },
    stop: () => cancel(),
  }
}

/** What a plugin is told when the other side keeps silent. */
export function timedOut(what: string, timeoutMs: number): PowerError {
  return new PowerError('TimedOut', `${what}: nothing came for ${timeoutMs / 1000} s`)
}
