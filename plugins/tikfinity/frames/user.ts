import type { User } from '#sdk'
import { userBadges, userSceneTypes } from './badges.ts'

/** A viewer as every frame about one has it, fields in the order of TikFinity. What our events do not hold is empty or 0. */
export function userBlock({ badges = [], followRole = 0, ...user }: User): object {
  return {
    ...named(user),
    followRole,
    userBadges: userBadges(badges),
    userSceneTypes: userSceneTypes(badges),
    userDetails: userDetails(user.avatarUrl),
    followInfo: { followingCount: 0, followerCount: 0, followStatus: followRole, pushStatus: 0 },
    isModerator: user.isModerator ?? false,
    isNewGifter: false,
    isSubscriber: user.isSubscriber ?? false,
    topGifterRank: badges.some(({ kind }) => kind === 'topGifter') ? 1 : 0,
    gifterLevel: user.gifterLevel ?? 0,
    teamMemberLevel: user.teamMemberLevel ?? 0,
  }
}

type Ranked = { readonly userId: string; readonly uniqueId?: string; readonly displayName?: string; readonly coins?: number }

/** One of the best gifters, as roomUser has them: fewer fields than elsewhere. */
export function topViewer({ userId, uniqueId = '', displayName = uniqueId, coins = 0 }: Ranked): object {
  const user = {
    ...named({ userId, uniqueId, displayName }),
    ...{ userBadges: [], userSceneTypes: [], userDetails: userDetails() },
    ...{ isModerator: false, isNewGifter: false, isSubscriber: false, topGifterRank: null, gifterLevel: 0, teamMemberLevel: 0 },
  }
  return { user, coinCount: coins }
}

/** What some programs look for in `data.user`; TikFinity itself does not send it. */
export function nestedUser({ isModerator = false, isSubscriber = false, followRole = 0, ...user }: User): object {
  return { ...named(user), followRole, isModerator, isSubscriber }
}

type Named = Pick<User, 'userId' | 'uniqueId' | 'displayName' | 'avatarUrl'>

const named = ({ userId, uniqueId, displayName, avatarUrl = '' }: Named) => ({
  userId,
  secUid: '',
  uniqueId,
  nickname: displayName,
  profilePictureUrl: avatarUrl,
})

const userDetails = (avatarUrl?: string) => ({
  createTime: '0',
  bioDescription: '',
  profilePictureUrls: avatarUrl === undefined ? [] : [avatarUrl],
})
