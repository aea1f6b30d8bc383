import type { Clock } from '../../base/clock.ts'
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts'
import type { Feed } from './feed.ts'
import type { Outcome } from './outcome.ts'
import { createThrottle } from './throttle.ts'
import { createWatchdog } from './watchdog.ts'

export type VisitParts = Omit<ConnectionOptions, 'signal' | 'wallTime'> & {
  readonly feed: Feed
  readonly clock: Clock
  readonly idleTimeoutMs: number
  readonly connectTimeoutMs: number
  /** Ends the visit. */
  readonly signal: AbortSignal
  readonly onConnected: (roomId: string) => void
}

/** How a visit went. */
export type Visit = { readonly outcome: Outcome; readonly livedMs: number; readonly wasLive: boolean }

/**
 * Heartbeats are answered also in a room that is closed or tells nothing any more, and the message that a live ended may be missed: then only a new
 * connection shows how it stands. A live that goes on says how many watch within seconds; so rarely, even an empty one costs few sign requests.
 * See https://github.com/zerodytrash/TikTok-Live-Connector/issues/268 and /issues/91.
 */
const QUIET_MS = 10 * 60_000

/** One connection from first to last: connects, feeds what comes, and tells why it is over. Leaves nothing open; never throws. */
export async function visit(parts: VisitParts): Promise<Visit> {
  const { feed, clock, log, onConnected } = parts
  const ending = new AbortController()
  const signal = AbortSignal.any([ending.signal, parts.signal])
  const cancelDeadline = clock.after(parts.connectTimeoutMs, () => ending.abort(new Error('no answer in time')))
  try {
    const opened = await openConnection({ ...parts, wallTime: clock.wallTime, signal })
    cancelDeadline()
    if ('kind' in opened) return { outcome: opened, livedMs: 0, wasLive: false }
    const connectedAt = clock.now()
    await feed.opened(opened)
    onConnected(opened.roomId)
    return { outcome: await stay(opened, parts, signal), livedMs: clock.now() - connectedAt, wasLive: true }
  } catch (error) {
    log.error({ error: String(error) }, 'TikTok connection failed unexpectedly')
    return { outcome: { kind: 'network', detail: 'see the log' }, livedMs: 0, wasLive: false }
  } finally {
    cancelDeadline()
    ending.abort(new Error('over'))
  }
}

function stay(connection: Connection, { feed, clock, idleTimeoutMs }: VisitParts, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const silent = (detail: string): Outcome => ({ kind: 'silent', detail })
    const ofLine = silent(`Nothing came from TikTok for ${Math.round(idleTimeoutMs / 1000)} s`)
    const ofLive = silent(`TikTok told nothing of the live for ${QUIET_MS / 60_000} min`)
    const line = createWatchdog({ clock, idleMs: idleTimeoutMs, onIdle: () => finish(ofLine) })
    const live = createWatchdog({ clock, idleMs: QUIET_MS, onIdle: () => finish(ofLive) })
    const watchdogs = [line, live]
    const throttle = createThrottle({
      ...{ isFull: feed.isFull, settled: feed.settled },
      // Who is not listened to is not silent.
      pause() {
        for (const watchdog of watchdogs) watchdog.pause()
        connection.pause()
      },
      resume() {
        for (const watchdog of watchdogs) watchdog.resume()
        connection.resume()
      },
    })
    const finish = (outcome: Outcome) => {
      for (const watchdog of watchdogs) watchdog.stop()
      resolve(outcome)
    }
    if (signal.aborted) finish({ kind: 'lost', detail: 'stopped' })
    signal.addEventListener('abort', () => finish({ kind: 'lost', detail: 'stopped' }), { once: true })
    connection.listen({
      onClose: ({ code, reason }) => finish({ kind: 'lost', detail: reason || `code ${code}`, code }),
      onFrame(frame) {
        line.touch()
        if (frame.kind === 'malformed' || frame.messages.length > 0) live.touch()
        const endReason = feed.frame(frame)
        if (endReason) finish({ kind: 'ended', detail: endReason, endReason })
        void throttle()
      },
    })
  })
}
