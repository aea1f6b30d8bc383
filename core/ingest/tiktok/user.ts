import type { BadgeStruct, UserIdentity, User as WireUser } from 'tiktok-live-proto/v3'
import type { Mention, User } from '../../../schemas/types.ts'
import { countOf, idOf, imageUrlOf, present, textOf } from './values.ts'

/** Badge scenes of TikTok by number; the others get `scene<number>`. */
const BADGE_KIND: Readonly<Record<number, string>> = {
  1: 'moderator',
  2: 'firstRecharge',
  3: 'friend',
  4: 'subscriber',
  5: 'activity',
  6: 'topGifter',
  7: 'newSubscriber',
  8: 'gifterLevel',
  9: 'stateMedia',
  10: 'teamMember',
  11: 'livePro',
  12: 'host',
  13: 'classRank',
}

const MODERATOR = [1]
const FRIEND = [3]
const SUBSCRIBER = [4, 7]
const GIFTER_LEVEL = 8
const TEAM_LEVEL = 10
const MAX_BADGES = 50

/** Who did it. TikTok says the same thing in several places and fills in different ones by message; any of them counts. */
export function toUser(user: WireUser | undefined, identity?: UserIdentity): Omit<User, 'safeName'> | undefined {
  const userId = idOf(user?.id)
  if (!user || !userId) return undefined
  const badges = user.badgeList.slice(0, MAX_BADGES)
  const has = (scenes: readonly number[]) => badges.some((badge) => scenes.includes(badge.sceneType))
  const followRole = followRoleOf(user, identity)
  return present({
    userId,
    uniqueId: user.displayId,
    displayName: user.nickname || user.displayId,
    avatarUrl: imageUrlOf(user.avatarThumb) ?? imageUrlOf(user.avatarMedium),
    followRole,
    isModerator: Boolean(identity?.isModeratorOfAnchor || user.userAttr?.isAdmin || has(MODERATOR)),
    isSubscriber: Boolean(identity?.isSubscriberOfAnchor || has(SUBSCRIBER)),
    isFriend: followRole === 2 || has(FRIEND),
    gifterLevel: levelOf(badges, GIFTER_LEVEL),
    teamMemberLevel: levelOf(badges, TEAM_LEVEL),
    badges: badges.length > 0 ? badges.map(toBadge) : undefined,
  })
}

/** Somebody who is only named. */
export function toMention(user: WireUser | undefined): Mention | undefined {
  const userId = idOf(user?.id)
  if (!user || !userId) return undefined
  return present({ userId, uniqueId: textOf(user.displayId), displayName: textOf(user.nickname) })
}

// followStatus contradicts the identity in one of seven recorded messages; the identity is what TikTok's own pages show.
function followRoleOf(user: WireUser, identity: UserIdentity | undefined): 0 | 1 | 2 {
  if (identity?.isMutualFollowingWithAnchor) return 2
  if (identity) return identity.isFollowerOfAnchor ? 1 : 0
  const status = user.followInfo?.followStatus
  return status === '2' ? 2 : status === '1' ? 1 : 0
}

function levelOf(badges: readonly BadgeStruct[], scene: number): number | undefined {
  const badge = badges.find((candidate) => candidate.sceneType === scene)
  return countOf(badge?.privilegeLogExtra?.level)
}

function toBadge(badge: BadgeStruct): NonNullable<User['badges']>[number] {
  return present({
    kind: BADGE_KIND[badge.sceneType] ?? `scene${badge.sceneType}`,
    level: countOf(badge.privilegeLogExtra?.level),
    name: textOf(badge.combine?.str) ?? textOf(badge.str?.str) ?? textOf(badge.text?.defaultPattern),
    imageUrl: imageUrlOf(badge.image?.image) ?? imageUrlOf(badge.combine?.icon),
  })
}
