import type { Mention, UnifiedEvent } from '../../../schemas/types.ts'

/** Somebody whom an event is about, as far as it says. */
export type Person = Partial<Mention> & { readonly safeName?: string; readonly avatarUrl?: string }

/** Everybody whom an event names: who caused it, who got it, and whom a text addresses with an @. */
export function peopleOf({ user, payload }: UnifiedEvent): readonly Person[] {
  // Fields of the payloads that have people in them; no other payload has fields of these names.
  const { mentions, participants, topViewers, receiver, contributor, userIds, message, question } = payload as Fields
  return [
    ...(user ? [user] : []),
    ...(mentions ?? []),
    ...(participants ?? []),
    ...(topViewers ?? []),
    ...(receiver ? [receiver] : []),
    ...(contributor === undefined ? [] : [{ uniqueId: contributor }]),
    ...(userIds ?? []).map((userId) => ({ userId })),
    ...[message, question].flatMap(addressed),
  ]
}

type Fields = {
  readonly mentions?: readonly Mention[]
  readonly participants?: readonly Mention[]
  readonly topViewers?: readonly Mention[]
  readonly receiver?: Mention
  readonly contributor?: string
  readonly userIds?: readonly string[]
  readonly message?: string
  readonly question?: string
}

const addressed = (text: string | undefined): readonly Person[] =>
  [...(text ?? '').matchAll(/@([\p{L}\p{N}_.]*[\p{L}\p{N}_])/gu)].map(([, handle = '']) => ({ uniqueId: handle }))
