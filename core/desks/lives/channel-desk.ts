import type { Session, TipSent } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import type { By, ChannelDesk } from '../../serve/serve.ts'

type Parts = {
  readonly sessions: {
    /** Throws SESSION_UNKNOWN. */
    show(id: string): { readonly session: Session }
    viewers(id: string, viewerCount: number, by: By): Promise<unknown>
  }
  readonly addTip: (tip: TipSent, by: By) => Promise<unknown>
  readonly ingest: Pick<Ingest, 'hand'>
  /** Throws while nothing is taken in. */
  readonly assertOpen: () => void
}

/** What sockets of /streaming do: the same as the API does, by the same desks. */
export function createChannelDesk({ sessions, addTip, ingest, assertOpen }: Parts): ChannelDesk {
  function find(sessionId: string): Session {
    const { session } = sessions.show(sessionId)
    // A session may be asked for by its number, too; a room is known by one name only.
    if (session.sessionId !== sessionId) throw new HostError('SESSION_UNKNOWN', 'There is no such session')
    return session
  }

  return {
    session(sessionId) {
      try {
        return { ...find(sessionId) }
      } catch (error) {
        if (error instanceof HostError && error.code === 'SESSION_UNKNOWN') return undefined
        throw error
      }
    },
    async addTip(tip, by) {
      const { sessionId } = find(tip.sessionId)
      await addTip({ ...tip, sessionId, source: 'websocket' }, by)
    },
    async updateViewers({ sessionId, viewerCount }, by) {
      await sessions.viewers(find(sessionId).sessionId, viewerCount, by)
    },
    async chat({ sessionId, senderName, message }) {
      assertOpen()
      const { streamId } = find(sessionId)
      const payload = { name: 'chatbot_message', data: { senderName, message } }
      await ingest.hand([{ eventType: 'custom', payload }], { streamId, sessionId, source: 'api' })
    },
  }
}
