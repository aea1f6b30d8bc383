import type { Permissions, Settings } from '../../schemas/types.ts'
import { asSentence } from './asks.ts'
import { isNothing, together, without } from './permissions.ts'

/** What an operator approved of a plugin: the permissions, when, and the SHA-256 of its folder as it was then. */
export type Grant = NonNullable<NonNullable<Settings['plugins']>[string]['grant']>

type Asked = {
  readonly id: string
  readonly asked: Permissions | undefined
  /** What it has without being asked for: the base's grants of a plugin that comes with Showrunner. */
  readonly shipped: Permissions | undefined
  readonly grant: Grant | undefined
  /** The folder's as it is now. */
  readonly hash: string
  /** Whether its files may change without being approved again, as while it is written. */
  readonly isFree: boolean
}

/** Why a plugin may not run as its folder is now; what has to be approved for it, if anything. */
export type Refusal = { readonly state: 'waiting-for-grant' | 'held'; readonly missing: Permissions; readonly sentence: string }

/** Whether a plugin may run; undefined when it may. What it asks for has to be granted, and its folder has to be the one that was approved. */
export function refusalOf({ id, asked, shipped, grant, hash, isFree }: Asked): Refusal | undefined {
  const missing = without(asked, together(shipped, grant?.permissions))
  const how = `allow it on the dashboard or with: showrunner plugins approve ${id}`
  if (!isNothing(missing)) {
    const sentence = `It ${grant ? 'now also ' : ''}asks ${asSentence(missing)}; ${how}`
    return { state: 'waiting-for-grant', missing, sentence }
  }
  if (isFree || !grant || grant.hash === hash || isNothing(without(asked, shipped))) return undefined
  const sentence = `Its files are not those that were approved on ${grant.approvedAt.slice(0, 10)}; if you changed them, ${how}`
  return { state: 'held', missing, sentence }
}

/** Settings in which the plugin has this grant, or none. */
export function withGrant(settings: Settings, id: string, grant: Grant | undefined): Settings {
  const { grant: _, ...rest } = settings.plugins?.[id] ?? {}
  return { ...settings, plugins: { ...settings.plugins, [id]: { ...rest, ...(grant && { grant }) } } }
}

/** Settings in which the plugin is switched on or off. */
export function withEnabled(settings: Settings, id: string, enabled: boolean): Settings {
  return { ...settings, plugins: { ...settings.plugins, [id]: { ...settings.plugins?.[id], enabled } } }
}
