import type { Live, SourceDoor } from '../../ingest/source.ts'
import type { Lives } from '../../store/ledger.ts'
import type { Store } from '../../store/store.ts'

type Parts = {
  readonly lives: Pick<Lives, 'reopen'>
  readonly sessions: Pick<Store['sessions'], 'close'>
  /** Whether the host stops, and the live may go on without it. */
  readonly isLeaving: () => boolean
}

/**
 * Doors whose sessions can be ended by hand. The source does not know, and is not asked: what comes after the end begins another
 * session of the same live, so that nothing is lost. When the host stops in the middle of a live, nobody is told that the live has ended: the next start goes on
 * with it when its room is still there.
 */
export function createLiveDoors({ lives, sessions, isLeaving }: Parts) {
  const ends = new Map<string, () => Promise<void>>()
  const listeners = new Set<(live: Live) => void>()

  return {
    wrap(door: SourceDoor): SourceDoor {
      let live: Live | undefined
      let current: string | undefined

      function leave() {
        if (current !== undefined) ends.delete(current)
        current = undefined
      }

      async function end() {
        leave()
        await door.closeSession('stopped')
      }

      function openSession(next: Live) {
        leave()
        live = next
        const session = door.openSession(next)
        if (session.resumed) lives.reopen(session.sessionId)
        current = session.sessionId
        ends.set(current, end)
        for (const tell of listeners) tell(next)
        return session
      }

      return {
        openSession,
        async ingest(drafts) {
          if (live && current === undefined) openSession(live)
          await door.ingest(drafts)
        },
        async closeSession(reason) {
          const isLeft = reason === 'stopped' && live?.roomId !== undefined && isLeaving()
          const left = current
          live = undefined
          leave()
          if (!isLeft) await door.closeSession(reason)
          else if (left !== undefined) sessions.close(left, 'aborted', reason)
        },
      }
    },
    isOpen: (sessionId: string) => ends.has(sessionId),
    /** Called with each live that a door opens a session of; answers what ends that. */
    onOpen(tell: (live: Live) => void): () => void {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    /** Ends the session at its door, with the streaks that are open. */
    end: async (sessionId: string) => ends.get(sessionId)?.(),
  }
}

export type LiveDoors = ReturnType<typeof createLiveDoors>
