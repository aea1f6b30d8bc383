import { useEffect } from 'preact/hooks'
import type { ActionList } from '../../../../schemas/types.ts'
import type { Client } from '../host/client.ts'
import { type Loaded, useLoad } from '../host/load.ts'
import { useShell } from '../shell/shell.ts'

/** A chat that nobody saw: one that waits for somebody to decide, one that was hidden or rejected; or all that somebody says who is muted. */
export type HiddenChat = {
  readonly id: string
  /** Of the message, where it is one. */
  readonly eventId?: string
  readonly state: 'waits' | 'hidden' | 'rejected' | 'muted'
  readonly userId: string
  readonly name: string
  readonly text: string
  readonly why: string
  /** How often it was said, when more than once. */
  readonly times?: number
  /** For who is muted. */
  readonly until?: 'live' | 'forever'
}

type Kept = {
  readonly eventId: string
  readonly user: { readonly userId: string; readonly displayName: string; readonly safeName: string }
  readonly text: string
}
type Held = Kept & { readonly id: string; readonly why: string }
type Mute = { readonly userId: string; readonly name?: string; readonly until: 'live' | 'forever' }
type Entry = {
  readonly id: string
  readonly what: string
  readonly why?: string
  readonly times?: number
  readonly chat?: Kept
  readonly user?: Pick<Mute, 'userId'>
  readonly undone?: true
}

const SHOWN = 30

/** What plugins call moderation does; other plugins may take its place under the same name. */
export const callModeration = (name: string) => `/api/actions/moderation.${name}`

/**
 * What waits first, then what was hidden, rejected and muted, the newest first, and then who else is muted. 30 that wait and 30 others are shown at most,
 * and everybody who is muted. Null when no plugin moderates.
 */
export async function readHidden(client: Client): Promise<readonly HiddenChat[] | null> {
  const { actions } = await client.get<ActionList>('/api/actions')
  if (!['held', 'log', 'muted'].every((name) => actions.some(({ id }) => id === `moderation.${name}`))) return null
  const ask = async <T>(name: string) => (await client.ask<{ value: readonly T[] }>(callModeration(name))).value
  const [held, entries, mutes] = await Promise.all([ask<Held>('held'), ask<Entry>('log'), ask<Mute>('muted')])
  const waiting = held.slice(0, SHOWN).map((chat) => hiddenOf(chat, { ...chat, state: 'waits' }))
  const decided = decidedOf(entries, mutes.map(mutedOf)).slice(0, SHOWN)
  const others = mutes.toReversed().map(mutedOf)
  return [...waiting, ...decided, ...others.filter(({ id }) => !decided.some((shown) => shown.id === id))]
}

/** The same, read anew when that plugin says so; undefined until the first answer. */
export function useHidden(): Loaded<readonly HiddenChat[] | null> {
  const { client, live } = useShell()
  const loaded = useLoad(() => readHidden(client))
  useEffect(
    () =>
      live.onTopic((topic) => {
        if (topic === 'moderation.state') void loaded.reload()
      }),
    [],
  )
  return loaded
}

/** What the log says that can be taken back. Who is muted stands where the log says so last. */
function decidedOf(entries: readonly Entry[], muted: readonly HiddenChat[]): readonly HiddenChat[] {
  const left = new Map(muted.map((line) => [line.userId, line]))
  return entries.flatMap(({ what, chat, user, undone, why = '', ...entry }) => {
    if ((what === 'hidden' || what === 'rejected') && chat && !undone) return [hiddenOf(chat, { ...entry, state: what, why })]
    const line = what === 'muted' && user ? left.get(user.userId) : undefined
    if (line) left.delete(line.userId)
    return line ? [line] : []
  })
}

function hiddenOf(
  { eventId, user, text }: Kept,
  { id, state, why, times }: Pick<HiddenChat, 'id' | 'state' | 'why' | 'times'>,
): HiddenChat {
  const { userId, displayName, safeName } = user
  return { id, eventId, state, userId, name: displayName || safeName, text, why, ...(times !== undefined && { times }) }
}

function mutedOf({ userId, name = userId, until }: Mute): HiddenChat {
  return { id: `muted:${userId}`, state: 'muted', userId, name, text: '', why: '', until }
}
