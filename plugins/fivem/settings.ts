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

/** Reads what the operator chose, which the host has checked with settings.schema.json. */
export function readSettings(from: Readonly<Record<string, unknown>>): FivemSettings {
  return {
    address: bare(textOf(from.address)) || '127.0.0.1:30120',
    resource: textOf(from.resource) || 'showrunner',
    token: textOf(from.token) || undefined,
    // settings.schema.json says what is in both lists.
    tells: new Set(Array.isArray(from.tells) ? (from.tells as readonly Told[]) : []),
    rules: Array.isArray(from.rules) ? (from.rules as readonly CommandRule[]) : [],
    timeoutMs: typeof from.timeoutMs === 'number' ? from.timeoutMs : 5000,
    dryRun: from.dryRun === true,
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/** An address without http:// before it, and without a slash behind it. */
const bare = (address: string) => address.replace(/^http:\/\//, '').replace(/\/+$/, '')
