import type { Live, SourceDoor } from '../../ingest/source.ts'
import type { Lives } from '../../store/ledger.ts'

/**
 * Doors whose sessions can be ended by hand. The source does not know, and is not asked: what comes after the end begins another
 * session of the same live, so that nothing is lost.
 */
export function createLiveDoors({ reopen }: Pick<Lives, 'reopen'>) {
  const ends = new Map<string, () => Promise<void>>()

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
        if (session.resumed) reopen(session.sessionId)
        current = session.sessionId
        ends.set(current, end)
        return session
      }

      return {
        openSession,
        async ingest(drafts) {
          if (live && current === undefined) openSession(live)
          await door.ingest(drafts)
        },
        async closeSession(reason) {
          live = undefined
          leave()
          await door.closeSession(reason)
        },
      }
    },
    isOpen: (sessionId: string) => ends.has(sessionId),
    /** Ends the session at its door, with the streaks that are open. */
    end: async (sessionId: string) => ends.get(sessionId)?.(),
  }
}

export type LiveDoors = ReturnType<typeof createLiveDoors>
