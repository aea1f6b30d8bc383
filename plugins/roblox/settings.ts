import type { CommandRule } from '#sdk/game-commands'
import type { Told } from '#sdk/game-message'

/** The operator's settings, complete. */
export type RobloxSettings = {
  /** Begins with https:// and has no slash at its end. */
  readonly address: string
  /** Both empty until they are set up. */
  readonly universeId: string
  readonly apiKey: string
  readonly topic: string
  readonly servers: number
  readonly tells: ReadonlySet<Told>
  readonly rules: readonly CommandRule[]
  readonly timeoutMs: number
  readonly dryRun: boolean
}

/** The operator's settings, which the host has checked with settings.schema.json and filled in. */
export function readSettings(settings: Readonly<Record<string, unknown>>): RobloxSettings {
  const { address, apiKey = '', tells, ...others } = settings as Chosen
  return { ...others, address: address.replace(/\/+$/, ''), apiKey: apiKey.trim(), tells: new Set(tells) }
}

type Chosen = Omit<RobloxSettings, 'apiKey' | 'tells'> & { readonly apiKey?: string; readonly tells: readonly Told[] }
