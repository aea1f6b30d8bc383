import type { ConsoleRule } from '#sdk/console'

/** The operator's settings, complete. */
export type MinecraftSettings = {
  readonly door: 'rcon' | 'servertap'
  /** `host:port`, or an address of the web for ServerTap. */
  readonly address: string
  /** The password, or the key of ServerTap. */
  readonly secret: string
  /** Whether the door can be tried: RCON takes a password; ServerTap may be without a key. */
  readonly isSetUp: boolean
  readonly rules: readonly ConsoleRule[]
  readonly commandsPerSecond: number
  readonly repeatsMax: number
  readonly dryRun: boolean
}

const USUAL = { rcon: '127.0.0.1:25575', servertap: '127.0.0.1:4567' }

/** Reads what the operator chose, which settings.schema.json has checked. Secrets that it leaves open the environment says. */
export function readSettings(
  from: Readonly<Record<string, unknown>>,
  environment: (name: string) => string | undefined,
): MinecraftSettings {
  const door = from.door === 'servertap' ? 'servertap' : 'rcon'
  const [own, named] = door === 'rcon' ? [from.password, 'MINECRAFT_RCON_PASSWORD'] : [from.key, 'SERVERTAP_KEY']
  const secret = textOf(own) || environment(named) || ''
  return {
    ...{ door, isSetUp: door === 'servertap' || secret !== '' },
    address: textOf(from.address) || USUAL[door],
    secret,
    // settings.schema.json says what a rule is.
    rules: Array.isArray(from.rules) ? (from.rules as readonly ConsoleRule[]) : [],
    commandsPerSecond: numberOf(from.commandsPerSecond, 10),
    repeatsMax: numberOf(from.repeatsMax, 10),
    dryRun: from.dryRun === true,
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
const numberOf = (value: unknown, otherwise: number) => (typeof value === 'number' && value >= 1 ? value : otherwise)
