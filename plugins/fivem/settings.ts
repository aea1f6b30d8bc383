import type { CommandRule } from '#sdk/game-commands'
import type { Told } from '#sdk/game-message'

/** The operator's settings, complete. */
export type FivemSettings = {
  /** Host and port of the game server. */
  readonly address: string
  readonly resource: string
  /** What the resource wants to see; one is made when it is undefined. */
  readonly token: string | undefined
  readonly tells: ReadonlySet<Told>
  readonly rules: readonly CommandRule[]
  readonly timeoutMs: number
  readonly dryRun: boolean
}

/** The operator's settings, which the host has checked with settings.schema.json and filled in. */
export function readSettings(settings: Readonly<Record<string, unknown>>): FivemSettings {
  const { address, tells, ...others } = settings as Omit<FivemSettings, 'tells'> & { readonly tells: readonly Told[] }
  return { ...others, address: bare(address), tells: new Set(tells) }
}

/** An address without http:// before it, and without a slash behind it. */
const bare = (address: string) => address.replace(/^http:\/\//, '').replace(/\/+$/, '')
