import { HostError } from './base/errors.ts'
import type { SessionDesk } from './serve/serve.ts'
import type { Store } from './store/store.ts'

const TOP_GIFTERS = 10

/** Lives and replays, as people ask for them. */
export function createSessions(sessions: Store['sessions']): SessionDesk {
  return {
    list: sessions.list,
    show(id) {
      const session = sessions.get(id) ?? (/^\d+$/.test(id) ? sessions.get(`session-${id}`) : undefined)
      if (!session) throw new HostError('SESSION_UNKNOWN', `There is no session ${id.slice(0, 60)}`)
      const summary = sessions.summary(session.sessionId)
      return { session, ...(summary && { summary }), topGifters: sessions.topGifters(session.sessionId, TOP_GIFTERS) }
    },
  }
}
