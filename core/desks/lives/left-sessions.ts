import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { type Ingest, REPEAT_MS } from '../../ingest/ingest.ts'
import type { Store } from '../../store/store.ts'
import type { LiveDoors } from './live-doors.ts'

type Parts = {
  readonly store: Pick<Store, 'sessions' | 'lives'>
  readonly ingest: Pick<Ingest, 'hand'>
  readonly doors: Pick<LiveDoors, 'isOpen' | 'onOpen'>
  readonly clock: Clock
  readonly log: Logger
}

const MAX_LEFT = 1000
const REASON = 'The host ended while it ran'

/** Ends sessions that an earlier start left going on: at once, or, when their room may come back, once it is too late for that or its stream is in another room. */
export function createLeftSessions({ store, ingest, doors, clock, log }: Parts) {
  const left = store.lives
    .list({ isActive: true }, MAX_LEFT)
    .filter(({ source }) => source !== 'replay')
    .map((live) => ({
      ...live,
      mayComeBack: live.roomId !== null && store.sessions.find(live.streamId, live.roomId, REPEAT_MS)?.sessionId === live.sessionId,
    }))

  async function end({ sessionId, streamId, source }: (typeof left)[number]): Promise<void> {
    // Nobody waits for the end of what was only simulated.
    if (source === 'simulator') return store.sessions.close(sessionId, 'aborted', REASON)
    const draft = { eventType: 'streamEnd', eventId: `${streamId}:${sessionId}:left`, payload: { reason: 'unknown' } } as const
    await ingest.hand([draft], { streamId, sessionId, source: 'api' })
    store.sessions.close(sessionId, 'aborted', REASON)
  }

  function endAll(sessions: typeof left) {
    for (const live of sessions) {
      if (doors.isOpen(live.sessionId)) continue
      end(live).catch((error) => log.warn({ session: live.number, error: String(error) }, 'A session that was left could not be ended'))
    }
  }

  endAll(left.filter(({ mayComeBack }) => !mayComeBack))
  let waiting = left.filter(({ mayComeBack }) => mayComeBack)
  if (waiting.length === 0) return () => {}

  function endThose(areOver: (live: (typeof left)[number]) => boolean) {
    const over = waiting.filter(areOver)
    waiting = waiting.filter((live) => !over.includes(live))
    endAll(over)
  }
  const leave = doors.onOpen(({ streamId, roomId }) => endThose((live) => live.streamId === streamId && live.roomId !== roomId))
  const cancel = clock.after(REPEAT_MS, () => endThose(() => true))
  return () => {
    leave()
    cancel()
  }
}
