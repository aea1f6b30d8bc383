import { MAX_BYTES_A_SECOND } from '../../protocol.ts'
import type { Call } from './parts.ts'
import type { Timers } from './timers.ts'

/** Less than half of what a worker may send, so that two of our seconds in one of the worker's leave room for events and lines of log. */
const BYTES_A_SECOND = (MAX_BYTES_A_SECOND * 3) / 8
const MAX_TRIES = 40
const RETRY_MS = 250

type Parts = { readonly call: Call; readonly later: Timers['later']; readonly elapsed: () => number }

/** The same calls, but bytes and messages wait until they may go out: so many within a second, and again later when the worker has no room for them. */
export function createPacedCall({ call, later, elapsed }: Parts): Call {
  let second = 0
  let sent = 0

  const wait = (delayMs: number) =>
    new Promise<void>((resolve) => {
      later(delayMs, resolve)
    })

  async function turn(size: number) {
    for (;;) {
      const now = elapsed()
      const current = Math.floor(now / 1000)
      if (current !== second) {
        second = current
        sent = 0
      }
      if (sent === 0 || sent + size <= BYTES_A_SECOND) break
      await wait((current + 1) * 1000 - now)
    }
    sent += size
  }

  return async (method, args, bytes) => {
    const size = bytes?.byteLength ?? (method === 'ws.send' ? String(args[1]).length : 0)
    if (size === 0) return call(method, args, bytes)
    await turn(size)
    for (let tries = 1; ; tries++) {
      try {
        return await call(method, args, bytes)
      } catch (error) {
        // A worker without room throws RangeError before anything is sent; the core has no such error for bytes.
        if (!(error instanceof RangeError) || tries === MAX_TRIES) throw error
      }
      await wait(RETRY_MS)
    }
  }
}
