import { HostError } from '../../core/base/errors.ts'
import { eventHash } from '../../core/base/event-hash.ts'
import type { IngestParts } from '../../core/ingest/ingest.ts'
import type { SessionRow, StoredEvent } from '../../core/store/store.ts'

/** A log in memory that commits when it is told to, and fails when it is told to. */
export function createFakeStore({ log = [], sessions = [] }: { log?: StoredEvent[]; sessions?: SessionRow[] } = {}) {
  const failures: Error[] = []
  let gate: Promise<void> | undefined
  let isFull = false
  const store: IngestParts['store'] = {
    async write({ events = [] }) {
      await gate
      const failure = failures.shift()
      if (failure) throw failure
      if (isFull) throw new HostError('STORE_FULL', 'The disk is full')
      const stored = events.map((event, index) => ({
        seqNo: log.length + 1 + index,
        event: { ...event, seqNo: log.length + 1 + index, ingestedAt: event.timestamp },
        bytes: new Uint8Array(),
      }))
      log.push(...stored)
      return stored
    },
    head: () => log.length,
    read: (fromSeqNo, limit) => log.slice(fromSeqNo - 1, fromSeqNo - 1 + limit),
    recentIds: () => log.map(({ event }) => eventHash(event.eventId)),
    sessions: {
      open(session) {
        const number = sessions.length + 1
        const row: SessionRow = {
          ...session,
          sessionId: `session-${number}`,
          number,
          status: 'active',
          startedAt: '',
          endedAt: null,
          endReason: null,
        }
        sessions.push(row)
        return row
      },
      close(sessionId, status, endReason) {
        sessions.splice(0, sessions.length, ...sessions.map((row) => (row.sessionId === sessionId ? { ...row, status, endReason } : row)))
      },
      find: (streamId, roomId) => sessions.findLast((row) => row.streamId === streamId && row.roomId === roomId),
      list: () => sessions,
    },
  }
  return {
    ...{ store, log, sessions },
    events: () => log.map(({ event }) => event),
    /** The next writes fail with these, one each. */
    failWith: (...errors: Error[]) => void failures.push(...errors),
    /** Writes find no room until what is answered is called. */
    fill(): () => void {
      isFull = true
      return () => {
        isFull = false
      }
    },
    /** Writes wait until what is answered is called. */
    block(): () => void {
      let open = () => {}
      gate = new Promise((resolve) => {
        open = resolve
      })
      return open
    },
  }
}

/** Time that passes when it is told to. */
export function createFakeClock(start = Date.parse('2026-11-20T12:00:00.000Z')) {
  let now = 0
  let timers: { at: number; callback: () => void }[] = []
  return {
    now: () => now,
    wallTime: () => start + now,
    after(delayMs: number, callback: () => void) {
      const timer = { at: now + delayMs, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    /** Lets time pass, and what was to happen happen, in order. */
    async pass(ms: number) {
      const until = now + ms
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at)[0]
        if (!next || next.at > until) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.callback()
        await new Promise((resolve) => setImmediate(resolve))
      }
      now = until
    },
  }
}
