import { type Chat, keptOf } from './entries.ts'
import { isOfNow, type Live } from './lives.ts'

type Spoken = { readonly name: string; readonly live: Live }

const VIEWERS_MAX = 2000

/** Under which name, and in which live that is on, the newest viewers wrote last. It is not kept over a restart. */
export function createSpoken() {
  const spoken = new Map<string, Spoken>()

  return {
    note(chat: Chat): void {
      if (!isOfNow(chat)) return
      const { streamId, sessionId } = chat
      const { userId, safeName } = keptOf(chat).user
      spoken.delete(userId)
      spoken.set(userId, { name: safeName, live: { streamId, sessionId } })
      const [oldest] = spoken.keys()
      if (spoken.size > VIEWERS_MAX && oldest !== undefined) spoken.delete(oldest)
    },
    of: (userId: string) => spoken.get(userId),
    /** A live is over. */
    end(sessionId: string): void {
      for (const [userId, { live }] of spoken) if (live.sessionId === sessionId) spoken.delete(userId)
    },
  }
}
