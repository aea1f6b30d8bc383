import type { EventOf } from '#sdk'
import type { Chat } from './desk.ts'
import type { Settings } from './settings.ts'

/** A chat of the live. Undefined for what happened before, and for viewers that the settings leave out. */
export function chatOf(event: EventOf<'chat'>, who: Settings['who']): Chat | undefined {
  if (event.source === 'history' || !mayAsk(event.user, who)) return undefined
  const { eventId, sessionId, user, payload, ingestedAt } = event
  const viewer = user.displayName.trim() || user.safeName
  return { eventId, sessionId, userId: user.userId, viewer, text: payload.message, at: Date.parse(ingestedAt) }
}

/** What a program said by `chatbot_message` of /streaming: `data` is { senderName, message }. Undefined for what a plugin says under that name. */
export function chatOfProgram({ eventId, sessionId, payload, ingestedAt, source }: EventOf<'custom'>): Chat | undefined {
  const { senderName, message } = Object(payload.data) as Readonly<Record<string, unknown>>
  if (source === 'history' || source === 'plugin' || payload.name !== 'chatbot_message' || typeof message !== 'string') return undefined
  return { eventId, sessionId, viewer: typeof senderName === 'string' ? senderName : '', text: message, at: Date.parse(ingestedAt) }
}

function mayAsk({ isModerator, isSubscriber, followRole = 0 }: EventOf<'chat'>['user'], who: Settings['who']): boolean {
  if (who === 'everyone' || isModerator) return true
  if (who === 'moderators') return false
  return who === 'subscribers' ? isSubscriber === true : isSubscriber === true || followRole > 0
}
