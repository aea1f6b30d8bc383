import type { EventOf, EventType, Mention, UnifiedEvent, User } from '../../../schemas/types.ts'
import { reversalOf } from '../../base/tip-reversal.ts'

type PseudonymOf = (userId: string) => string
type Payload<T extends EventType> = EventOf<T>['payload']
type Anonymous = { readonly [T in EventType]: (payload: Payload<T>, pseudonymOf: PseudonymOf) => Payload<T> }

/** What a viewer without a name is called. */
export const NOBODY = 'Viewer'

const same = <P>(payload: P) => payload

/** What is left of each payload when nobody is to be found by it: what was given and counted stays, names, texts and pictures of people go. */
const ANONYMOUS: Anonymous = {
  chat: ({ emotes }) => ({ message: '', ...(emotes && { emotes }) }),
  gift: (payload, pseudonymOf) => ({ ...payload, ...receiverOf(payload, pseudonymOf) }),
  like: same,
  follow: same,
  share: same,
  join: same,
  subscribe: same,
  emote: same,
  battle: ({ participants, ...payload }, pseudonymOf) => ({
    ...payload,
    ...(participants && {
      participants: participants.map(({ score, ...who }) => ({ ...nobody(who, pseudonymOf), ...(score !== undefined && { score }) })),
    }),
  }),
  connected: same,
  disconnected: same,
  error: same,
  raw: ({ data: _, ...payload }) => payload,
  viewerCount: ({ topViewers, ...payload }, pseudonymOf) => ({
    ...payload,
    ...(topViewers && {
      topViewers: topViewers.map(({ coins, ...who }) => ({ ...nobody(who, pseudonymOf), ...(coins !== undefined && { coins }) })),
    }),
  }),
  streamEnd: same,
  tip: ({ method }) => (method === undefined ? {} : { method }),
  giftStreak: (payload, pseudonymOf) => ({ ...payload, ...receiverOf(payload, pseudonymOf) }),
  question: ({ questionId }) => ({ question: '', ...(questionId !== undefined && { questionId }) }),
  envelope: same,
  goalUpdate: ({ contributor: _, ...payload }) => payload,
  chatDeleted: ({ messageIds, userIds }, pseudonymOf) => ({ messageIds, userIds: userIds.map(pseudonymOf) }),
  caption: ({ language }) => ({ text: '', ...(language !== undefined && { language }) }),
  gap: ({ lastEventId: _, ...payload }) => payload,
  streamStart: same,
  // A tip that was taken back would count again in sums that are made anew if its currency were lost.
  custom: ({ name, data }) => ({
    name,
    ...(data && { data: { ...withoutTexts(data), ...reversalOf({ eventType: 'custom', payload: { name, data } }) } }),
  }),
}

/** The event with a pseudonym in the place of everybody in it, also in its ids. */
export function anonymous(event: UnifiedEvent, pseudonymOf: PseudonymOf): UnifiedEvent {
  const { user, original: _, ...rest } = event
  // The row of the table is the one of this very type.
  const strip = ANONYMOUS[event.eventType] as (payload: unknown, pseudonymOf: PseudonymOf) => unknown
  const stripped = { ...rest, payload: strip(event.payload, pseudonymOf) }
  if (!user) return stripped as UnifiedEvent
  return withoutId({ ...stripped, user: anonymousUser(user, pseudonymOf) } as UnifiedEvent, user.userId, pseudonymOf)
}

/** Ids of events and streaks are made with the id of whose they are. */
function withoutId(event: UnifiedEvent, userId: string, pseudonymOf: PseudonymOf): UnifiedEvent {
  const cut = (id: string) => (userId === '' ? id : withoutUser(id, userId, pseudonymOf(userId)))
  const payload = event.payload as { readonly streakId?: string }
  const isStreak = typeof payload.streakId === 'string'
  return {
    ...event,
    eventId: cut(event.eventId),
    ...(isStreak && { payload: { ...payload, streakId: cut(payload.streakId ?? '') } }),
  } as UnifiedEvent
}

/** An id of ours with a pseudonym in it; the id of who is known by a name alone has a colon itself. */
export const withoutUser = (id: string, userId: string, pseudonym: string) =>
  `:${id}:`.replaceAll(`:${userId}:`, `:${pseudonym}:`).slice(1, -1)

function anonymousUser(
  { userId, uniqueId: _, displayName: __, safeName: ___, avatarUrl: ____, badges, ...rest }: User,
  pseudonymOf: PseudonymOf,
): User {
  const kept = badges?.map(({ kind, level }) => ({ kind, ...(level !== undefined && { level }) }))
  const pseudonym = pseudonymOf(userId)
  return { userId: pseudonym, uniqueId: pseudonym, displayName: NOBODY, safeName: NOBODY, ...rest, ...(kept && { badges: kept }) }
}

const nobody = ({ userId }: Mention, pseudonymOf: PseudonymOf): Mention => ({ userId: pseudonymOf(userId) })

const receiverOf = ({ receiver }: { receiver?: Mention }, pseudonymOf: PseudonymOf) =>
  receiver && { receiver: nobody(receiver, pseudonymOf) }

/** What a plugin put together cannot be known; numbers and shape stay. */
function withoutTexts<T>(value: T): T {
  if (typeof value === 'string') return '' as T
  if (Array.isArray(value)) return value.map(withoutTexts) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutTexts(item)])) as T
}
