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

/** Reads what the operator chose, which the host has checked with settings.schema.json. */
export function readSettings(from: Readonly<Record<string, unknown>>): RobloxSettings {
  return {
    address: (textOf(from.address) || 'https://apis.roblox.com').replace(/\/+$/, ''),
    universeId: textOf(from.universeId),
    apiKey: textOf(from.apiKey),
    topic: textOf(from.topic) || 'showrunner',
    servers: numberOf(from.servers, 1),
    // settings.schema.json says what is in both lists.
    tells: new Set(Array.isArray(from.tells) ? (from.tells as readonly Told[]) : []),
    rules: Array.isArray(from.rules) ? (from.rules as readonly CommandRule[]) : [],
    timeoutMs: numberOf(from.timeoutMs, 8000),
    dryRun: from.dryRun === true,
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
const numberOf = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise)
