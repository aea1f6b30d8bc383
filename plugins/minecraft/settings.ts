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

/** The operator's settings, which the host has checked with settings.schema.json and filled in. Secrets that they leave open the environment says. */
export function readSettings(
  settings: Readonly<Record<string, unknown>>,
  environment: (name: string) => string | undefined,
): MinecraftSettings {
  const { address, password = '', key = '', ...others } = settings as Chosen
  const isRcon = others.door === 'rcon'
  const secret = isRcon ? password.trim() || environment('MINECRAFT_RCON_PASSWORD') : key.trim() || environment('SERVERTAP_KEY')
  return { ...others, address: address.trim() || USUAL[others.door], secret: secret || '', isSetUp: !isRcon || Boolean(secret) }
}

type Chosen = Omit<MinecraftSettings, 'secret' | 'isSetUp'> & { readonly password?: string; readonly key?: string }
