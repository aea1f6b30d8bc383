import type { UnifiedEvent, User } from '../../../schemas/types.ts'

/** Everything by which one viewer was found in a log. Grows while it is looked for. */
export type Identity = {
  /** In the place of all of it. */
  pseudonym: string
  readonly userIds: Set<string>
  /** Without @, lower case. */
  readonly handles: Set<string>
  readonly names: Set<string>
  readonly urls: Set<string>
  /** What the viewer wrote; a bounded number of the longer ones. */
  readonly texts: Set<string>
  /** Numbers of the viewer's own events: what plugins made of those may quote them. */
  readonly own: Set<number>
}

/** Shorter ones are words that anybody may write. */
const MIN_TEXT = 4
const MAX_TEXTS = 100_000

export function createIdentity(pseudonym: string): Identity {
  return { pseudonym, userIds: new Set(), handles: new Set(), names: new Set(), urls: new Set(), texts: new Set(), own: new Set() }
}

/** True for an event that the viewer caused. */
export function isOwn(
  { userIds, handles }: Identity,
  { user, eventType, payload }: Pick<UnifiedEvent, 'user' | 'eventType' | 'payload'>,
): boolean {
  if (user) return userIds.has(user.userId)
  // A tip may come with nothing but a name.
  return eventType === 'tip' && 'tipperName' in payload && handles.has(bare(payload.tipperName ?? ''))
}

/** Notes what an own event tells of the viewer. */
export function learn(identity: Identity, event: UnifiedEvent): void {
  identity.own.add(event.seqNo)
  if (event.user) learnUser(identity, event.user)
  for (const text of [...textsOf(event.payload), ...Object.values(event.original ?? {})]) {
    if (text.length >= MIN_TEXT && identity.texts.size < MAX_TEXTS) identity.texts.add(text)
  }
}

export function learnUser(
  { userIds, handles, names, urls }: Identity,
  { userId, uniqueId, displayName, safeName, avatarUrl }: Pick<User, 'userId'> & Partial<User>,
): void {
  if (userId) userIds.add(userId)
  if (uniqueId) handles.add(bare(uniqueId))
  for (const name of [displayName, safeName]) if (name) names.add(name)
  if (avatarUrl) urls.add(avatarUrl)
}

/** As a handle is compared: without @, lower case. */
export const bare = (handle: string) => handle.replace(/^@/, '').toLowerCase()

/** Texts that a viewer can write. */
function textsOf(payload: UnifiedEvent['payload']): readonly string[] {
  const { message, question } = payload as { readonly message?: unknown; readonly question?: unknown }
  return [message, question].filter((text) => typeof text === 'string')
}
