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

/** The operator's settings, which the host has checked with settings.schema.json and filled in. */
export function readSettings(
  settings: Readonly<Record<string, unknown>>,
  environment: (name: string) => string | undefined,
): SourceSettings {
  const { address, password = '', ...others } = settings as Omit<SourceSettings, 'password'> & { readonly password?: string }
  return {
    ...others,
    address: address.trim() || '127.0.0.1:27015',
    password: password.trim() || environment('SOURCE_RCON_PASSWORD') || '',
  }
}
