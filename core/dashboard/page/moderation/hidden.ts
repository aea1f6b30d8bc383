import { useEffect } from 'preact/hooks'
import type { ActionList } from '../../../../schemas/types.ts'
import type { Client } from '../host/client.ts'
import { type Loaded, useLoad } from '../host/load.ts'
import { useShell } from '../shell/shell.ts'

/** A chat that nobody saw: one that waits for somebody to decide, or one that was hidden. */
export type HiddenChat = {
  readonly id: string
  readonly waits: boolean
  readonly userId: string
  readonly name: string
  readonly text: string
  readonly why: string
}

type Kept = { readonly user: { readonly userId: string; readonly displayName: string; readonly safeName: string }; readonly text: string }
type Held = Kept & { readonly id: string; readonly why: string }
type Entry = { readonly id: string; readonly what: string; readonly why?: string; readonly chat?: Kept; readonly undone?: true }

const SHOWN = 30

/** What plugins call moderation does; other plugins may take its place under the same name. */
export const callModeration = (name: string) => `/api/actions/moderation.${name}`

/** What waits first, then what was hidden, the newest first; null when no plugin moderates. */
export async function readHidden(client: Client): Promise<readonly HiddenChat[] | null> {
  const { actions } = await client.get<ActionList>('/api/actions')
  if (!['held', 'log'].every((name) => actions.some(({ id }) => id === `moderation.${name}`))) return null
  const ask = async <T>(name: string) => (await client.post<{ value: readonly T[] }>(callModeration(name), {})).value
  const [held, entries] = await Promise.all([ask<Held>('held'), ask<Entry>('log')])
  return [...held.map((chat) => hiddenOf(chat, chat)), ...entries.flatMap(hiddenEntry)].slice(0, SHOWN)
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

function hiddenEntry(entry: Entry): readonly HiddenChat[] {
  const { id, what, why = '', chat, undone } = entry
  return what === 'hidden' && chat && !undone ? [{ ...hiddenOf(chat, { id, why }), waits: false }] : []
}

function hiddenOf({ user, text }: Kept, { id, why }: { readonly id: string; readonly why: string }): HiddenChat {
  return { id, waits: true, userId: user.userId, name: user.displayName || user.safeName, text, why }
}
