import type { EventOf, User } from '#sdk'
import { about, type Said } from './announce.ts'
import type { StageSettings } from './settings.ts'

/** What is said of a chat: nothing, unless the settings want everything or it begins with their command, from who may. */
export function chatSaid({ user, payload: { message } }: EventOf<'chat'>, settings: StageSettings): Said | undefined {
  const text = wordsOf(message, settings)
  return text !== undefined && MAY[settings.chatFrom](user) ? about('chat', user, { text }) : undefined
}

function wordsOf(message: string, { chat, chatCommand }: StageSettings): string | undefined {
  if (chat === 'off') return undefined
  const [first = '', ...rest] = message.trim().split(/\s+/)
  const text = first.toLowerCase() === chatCommand.toLowerCase() ? rest.join(' ') : undefined
  return (chat === 'command' ? text : (text ?? message.trim())) || undefined
}

const MAY = {
  everybody: () => true,
  followers: ({ followRole = 0, isModerator }) => followRole > 0 || isModerator === true,
  subscribers: ({ isSubscriber, isModerator }) => isSubscriber === true || isModerator === true,
  moderators: ({ isModerator }) => isModerator === true,
} satisfies Record<StageSettings['chatFrom'], (user: User) => boolean>
