import type { User } from '#sdk'

export type ChatBadge = 'moderator' | 'subscriber' | 'friend'

/** What stands before a name, most telling first. */
export function badgesOf({ isModerator, isSubscriber, isFriend }: User): readonly ChatBadge[] {
  const held = { moderator: isModerator, subscriber: isSubscriber, friend: isFriend }
  return (['moderator', 'subscriber', 'friend'] as const).filter((badge) => held[badge])
}
