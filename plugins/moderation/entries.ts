import type { EventOf, User } from '#sdk'

export type Chat = EventOf<'chat'> | EventOf<'question'>

/** Who said it, as far as a chat that is let through later needs it. */
export type Person = Pick<User, 'userId' | 'uniqueId' | 'displayName' | 'safeName'>

/** What is kept of a chat: enough to look at it and to let it through. */
export type Kept = { readonly eventId: string; readonly user: Person; readonly text: string; readonly at: string }

/** One line of the moderation log. `undone`: it was taken back. */
export type Entry = {
  readonly id: string
  readonly at: string
  readonly what:
    | 'hidden'
    | 'held'
    | 'approved'
    | 'rejected'
    | 'retracted'
    | 'deleted'
    | 'muted'
    | 'unmuted'
    | 'blockedWord'
    | 'unblockedWord'
    | 'allowedWord'
    | 'unallowedWord'
  /** How often a viewer said it, when more than once. */
  readonly times?: number
  /** For people: which filter, for how long. */
  readonly why?: string
  readonly chat?: Kept
  readonly user?: Pick<Person, 'userId'> & { readonly name?: string }
  readonly word?: string
  readonly undone?: true
}

/** A chat that waits for a moderator. */
export type Held = Kept & { readonly id: string; readonly why: string }

const TEXT_MAX = 300
const NAME_MAX = 60

/** What is kept of it. */
export function keptOf({ eventId, user, payload, timestamp }: Chat): Kept {
  const { userId, uniqueId, displayName, safeName } = user
  const names = { uniqueId: cut(uniqueId, NAME_MAX), displayName: cut(displayName, NAME_MAX), safeName: cut(safeName, NAME_MAX) }
  return { eventId, user: { userId, ...names }, text: cut(textOf(payload), TEXT_MAX), at: timestamp }
}

/** What was said. */
export function textOf(payload: Chat['payload']): string {
  return 'message' in payload ? payload.message : payload.question
}

const cut = (text: string, max: number) => Array.from(text).slice(0, max).join('')
