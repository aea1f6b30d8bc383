import type { ConsoleRule } from '#sdk/console'

/** The operator's settings, complete. */
export type SourceSettings = {
  /** `host:port`. */
  readonly address: string
  readonly password: string
  readonly rules: readonly ConsoleRule[]
  /** Commands that may have texts of viewers. */
  readonly textCommands: readonly string[]
  readonly commandsPerSecond: number
  readonly repeatsMax: number
  readonly dryRun: boolean
}

/** Reads what the operator chose, which settings.schema.json has checked. */
export function readSettings(from: Readonly<Record<string, unknown>>, environment: (name: string) => string | undefined): SourceSettings {
  return {
    address: textOf(from.address) || '127.0.0.1:27015',
    password: textOf(from.password) || environment('SOURCE_RCON_PASSWORD') || '',
    // settings.schema.json says what a rule is.
    rules: Array.isArray(from.rules) ? (from.rules as readonly ConsoleRule[]) : [],
    textCommands: Array.isArray(from.textCommands) ? from.textCommands.map(String) : ['say'],
    commandsPerSecond: numberOf(from.commandsPerSecond, 5),
    repeatsMax: numberOf(from.repeatsMax, 10),
    dryRun: from.dryRun === true,
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
const numberOf = (value: unknown, otherwise: number) => (typeof value === 'number' && value >= 1 ? value : otherwise)
