import type { User } from '#sdk'

type Badges = NonNullable<User['badges']>

/** TikTok's number of what a badge stands for, by our word for it. */
const SCENES: Readonly<Record<string, number>> = {
  moderator: 1,
  firstRecharge: 2,
  friend: 3,
  subscriber: 4,
  activity: 5,
  topGifter: 6,
  newSubscriber: 7,
  gifterLevel: 8,
  stateMedia: 9,
  teamMember: 10,
  livePro: 11,
  host: 12,
  classRank: 13,
}

/** Levels are written on a picture that TikFinity does not send. */
const WRITTEN = [8, 10]

const sceneOf = (kind: string) => SCENES[kind] ?? (Number(/^scene(\d+)$/.exec(kind)?.[1]) || 0)

/** TikTok's numbers, a badge each. */
export const userSceneTypes = (badges: Badges) => badges.map(({ kind }) => sceneOf(kind))

/** Badges as TikFinity sends them: pictures, levels, and the word for moderators. The number of a privilege is not kept in our events. */
export function userBadges(badges: Badges): readonly object[] {
  return badges.flatMap(({ kind, level = 0, imageUrl }) => {
    const badgeSceneType = sceneOf(kind)
    const isPicture = imageUrl !== undefined && !WRITTEN.includes(badgeSceneType)
    return [
      ...(badgeSceneType === 1 ? [{ type: 'pm_mt_moderator_im', name: 'Moderator' }] : []),
      ...(isPicture ? [{ type: 'image', badgeSceneType, displayType: 1, url: imageUrl }] : []),
      ...(level > 0 ? [{ type: 'privilege', privilegeId: '0', level, badgeSceneType }] : []),
    ]
  })
}
