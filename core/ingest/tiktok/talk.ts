import type {
  WebcastCaptionMessage,
  WebcastChatMessage,
  WebcastEmoteChatMessage,
  WebcastImDeleteMessage,
  WebcastLiveIntroMessage,
  WebcastQuestionNewMessage,
} from 'tiktok-live-proto/v3'
import type { Mapping, MappingContext } from './mapping.ts'
import { toMention, toUser } from './user.ts'
import { countOf, idOf, imageUrlOf, present, textOf } from './values.ts'

const MAX_ITEMS = 200

export function mapChat(message: WebcastChatMessage): Mapping {
  const user = toUser(message.user, message.userIdentity)
  if (!user) return 'malformed'
  const emotes = message.emotes.slice(0, MAX_ITEMS).flatMap(({ index, emote }) => {
    const emoteId = idOf(emote?.emoteId)
    return emoteId ? [present({ emoteId, index: countOf(index), imageUrl: imageUrlOf(emote?.image) })] : []
  })
  const named = message.mentionUsers.length > 0 ? message.mentionUsers : [message.atUser]
  const mentions = named.slice(0, MAX_ITEMS).flatMap((mentioned) => toMention(mentioned) ?? [])
  return {
    eventType: 'chat',
    user,
    payload: present({
      message: message.content,
      emotes: emotes.length > 0 ? emotes : undefined,
      language: textOf(message.contentLanguage),
      mentions: mentions.length > 0 ? mentions : undefined,
    }),
  }
}

export function mapEmote(message: WebcastEmoteChatMessage): Mapping {
  const user = toUser(message.user, message.userIdentity)
  const emotes = message.emoteList.slice(0, MAX_ITEMS).flatMap((emote) => {
    const emoteId = idOf(emote.emoteId)
    return emoteId ? [present({ emoteId, imageUrl: imageUrlOf(emote.image) })] : []
  })
  const first = emotes[0]
  if (!user || !first) return 'malformed'
  return { eventType: 'emote', user, payload: present({ emoteId: first.emoteId, emoteImageUrl: first.imageUrl, emotes }) }
}

export function mapQuestion(message: WebcastQuestionNewMessage): Mapping {
  const user = toUser(message.data?.user)
  if (!user || !message.data) return 'malformed'
  return { eventType: 'question', user, payload: present({ questionId: idOf(message.data.questionId), question: message.data.content }) }
}

export function mapCaption(message: WebcastCaptionMessage): Mapping {
  const caption = message.content[0]
  // Recorded lives have captions of nothing.
  if (!caption) return 'unmapped'
  return { eventType: 'caption', payload: present({ text: caption.content, language: textOf(caption.lang) }) }
}

export function mapDeleted(message: WebcastImDeleteMessage, { eventIdOf }: MappingContext): Mapping {
  return {
    eventType: 'chatDeleted',
    payload: { messageIds: message.deleteMsgIds.slice(0, MAX_ITEMS).map(eventIdOf), userIds: message.deleteUserIds.slice(0, MAX_ITEMS) },
  }
}

/** The host's pinned greeting. Not a chat: it comes again with each connection, and nobody wrote it just now. */
export function mapIntro(message: WebcastLiveIntroMessage): Mapping {
  const user = toUser(message.user)
  return { eventType: 'custom', payload: { name: 'tiktok.liveIntro', data: { text: message.content } }, ...(user && { user }) }
}
