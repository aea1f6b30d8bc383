import { type Exchange, MAX_NAME, MAX_SAYS } from '../answer/prompt.ts'

/** Of an exchange in memory, so that it can be taken back. */
type Remembered = Exchange & { readonly eventId: string; readonly userId?: string }

const MAX_BYTES = 6_000
/** Conversations: one for each persona and live. */
const MAX_TALKS = 40

/**
 * What was said lately, in memory only: the last so many exchanges with each persona of a live, and no more than 6,000 characters of them. It goes with the live,
 * with the plugin, and when its chat is deleted.
 */
export function createMemory(maxExchanges: number) {
  const talks = new Map<string, readonly Remembered[]>()

  return {
    recall: (sessionId: string, persona: string): readonly Exchange[] =>
      (talks.get(keyOf(sessionId, persona)) ?? []).map(({ viewer, says, answer }) => ({ viewer, says, answer })),
    keep(sessionId: string, persona: string, exchange: Remembered): void {
      const key = keyOf(sessionId, persona)
      const short = { ...exchange, viewer: exchange.viewer.slice(0, MAX_NAME), says: exchange.says.slice(0, MAX_SAYS) }
      const kept = bounded([...(talks.get(key) ?? []), short].slice(maxExchanges > 0 ? -maxExchanges : Number.POSITIVE_INFINITY))
      talks.delete(key)
      talks.set(key, kept)
      for (const oldest of talks.keys()) if (talks.size > MAX_TALKS) talks.delete(oldest)
    },
    /** Chats that were deleted, by their events or by who wrote them. */
    forget(eventIds: readonly string[], userIds: readonly string[]): void {
      for (const [key, talk] of talks) {
        const rest = talk.filter(
          ({ eventId, userId }) => !eventIds.includes(eventId) && !(userId !== undefined && userIds.includes(userId)),
        )
        talks.set(key, rest)
      }
    },
    clear: () => talks.clear(),
    endOf(sessionId: string): void {
      for (const key of [...talks.keys()]) if (key.startsWith(`${sessionId} `)) talks.delete(key)
    },
    exchanges: () => [...talks.values()].reduce((sum, talk) => sum + talk.length, 0),
  }
}

/** An id of a session has no space. */
const keyOf = (sessionId: string, persona: string) => `${sessionId} ${persona}`

function bounded(talk: readonly Remembered[]): readonly Remembered[] {
  let room = MAX_BYTES
  const kept = [...talk].reverse().filter(({ viewer, says, answer }) => {
    room -= viewer.length + says.length + answer.length
    return room >= 0
  })
  return kept.reverse()
}
