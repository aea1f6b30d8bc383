import type { Store } from '../store/store.ts'
import type { Draft, LastHeard, Live, OpenSession, SourceDoor } from './source.ts'

/** The live that a door is open for. */
export type OpenLive = Pick<Live, 'streamId' | 'source'> & {
  readonly sessionId: string
  /** The same for every session of one live, also after a restart. */
  readonly room: string
}

type Parts = {
  readonly sessions: Pick<Store['sessions'], 'open' | 'close' | 'find'>
  /** A room that comes back within this time goes on with its session. */
  readonly resumeWithinMs: number
  readonly lastHeard: (sessionId: string) => LastHeard | undefined
  /** Takes drafts in at once; resolves once they are durable. */
  readonly hand: (drafts: readonly Draft[], live: OpenLive) => Promise<void>
  /** Counts the streaks that are still open. */
  readonly endStreaks: (live: OpenLive) => Promise<void>
  /** Throws OVERLOADED when so many drafts are too many. */
  readonly assertRoom: (drafts: number) => void
  /** What could not be stored, and nobody waits for. */
  readonly onError: (error: unknown) => void
}

type Reason = Parameters<SourceDoor['closeSession']>[0]

/** A source's way in: one session at a time, and nothing without one. */
export function createDoor({ sessions, resumeWithinMs, lastHeard, hand, endStreaks, assertRoom, onError }: Parts): SourceDoor {
  let live: OpenLive | undefined
  let isEnded = false

  async function leave(reason: Reason) {
    const closing = live
    if (!closing) return
    const isSaid = isEnded
    live = undefined
    try {
      await endStreaks(closing)
      // The source may have said so already, in the platform's own words.
      if (!isSaid) await hand([{ eventType: 'streamEnd', payload: { reason } }], closing)
    } finally {
      sessions.close(closing.sessionId, reason === 'ended' || reason === 'suspended' ? 'completed' : 'aborted', reason)
    }
  }

  return {
    openSession({ streamId, roomId, name, title, source }): OpenSession {
      void leave('unknown').catch(onError)
      const known = roomId === undefined ? undefined : sessions.find(streamId, roomId, resumeWithinMs)
      const row = known ?? sessions.open({ streamId, roomId: roomId ?? null, name: name ?? null, title: title ?? null, source })
      const { sessionId, number } = row
      live = { streamId, source, sessionId, room: `${streamId}:${roomId ?? sessionId}` }
      isEnded = false
      if (!known) {
        const payload = { ...(roomId !== undefined && { roomId }), ...(title !== undefined && { title }) }
        hand([{ eventType: 'streamStart', eventId: `${streamId}:${sessionId}:start`, payload }], live).catch(onError)
      }
      const heard = known && lastHeard(sessionId)
      return { sessionId, number, resumed: known !== undefined, ...(heard && { lastHeard: heard }) }
    },
    async ingest(drafts) {
      if (!live) throw new TypeError('Open a session before handing events in')
      assertRoom(drafts.length)
      isEnded ||= drafts.some((draft) => draft?.eventType === 'streamEnd' && draft.source !== 'history')
      await hand(drafts, live)
    },
    closeSession: leave,
  }
}
