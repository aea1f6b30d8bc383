import type { CommandRule } from '#sdk/game-commands'
import type { Told } from '#sdk/game-message'

export type Rule = CommandRule & { readonly do: 'command' | 'dance' }

/** The operator's settings, complete. */
export type GmodSettings = {
  readonly isOn: boolean
  /** How the game is reached: it comes to our door (WebSocket or long poll), or we go to its WebSocket server, its HTTP server or its console. */
  readonly way: 'door' | 'websocket' | 'http' | 'rcon'
  readonly doorPort: number
  /** Of the game, for the ways that go to it: host and port. */
  readonly address: string
  /** What the game shows at our door; one is made when it is undefined. */
  readonly token: string | undefined
  readonly rconPassword: string
  readonly reconnectMs: number
  readonly timeoutMs: number
  readonly tells: ReadonlySet<Told>
  readonly rules: readonly Rule[]
  readonly danceMs: number
  readonly dancesMax: number
  readonly dryRun: boolean
}

type Environment = (name: string) => string | undefined

/** What settings.schema.json describes; the host has checked it, and put the defaults in. */
type Chosen = Pick<GmodSettings, 'way' | 'timeoutMs' | 'rules' | 'dancesMax' | 'dryRun'> & {
  readonly enabled: 'environment' | 'yes' | 'no'
  readonly doorPort?: number
  readonly address?: string
  readonly token?: string
  readonly rconPassword?: string
  readonly reconnectSeconds?: number
  readonly tells: readonly Told[]
  readonly danceSeconds: number
}

/** The operator's settings, complete. What they leave open the environment says: GMOD_HOST, GMOD_WS_PORT … */
export function readSettings(settings: Readonly<Record<string, unknown>>, environment: Environment): GmodSettings {
  const { enabled, doorPort, address = '', token, rconPassword = '', reconnectSeconds, tells, danceSeconds, ...others } = settings as Chosen
  const port = (name: string, otherwise: number) => within(environment(name), [1, 65_535], otherwise)
  const ports = {
    door: port('GMOD_WS_PORT', 27_015),
    websocket: port('GMOD_WS_PORT', 27_015),
    http: port('GMOD_HTTP_PORT', 27_016),
    rcon: port('GMOD_RCON_PORT', 27_015),
  } satisfies Record<GmodSettings['way'], number>
  return {
    ...others,
    isOn: enabled === 'yes' || (enabled !== 'no' && environment('GMOD_ENABLED')?.trim().toLowerCase() !== 'false'),
    doorPort: doorPort ?? ports.door,
    address: bare(address) || `${environment('GMOD_HOST')?.trim() || 'localhost'}:${ports[others.way]}`,
    token,
    rconPassword: rconPassword.trim() || environment('GMOD_RCON_PASSWORD') || '',
    reconnectMs: reconnectSeconds ? reconnectSeconds * 1000 : within(environment('GMOD_RECONNECT_INTERVAL'), [1000, 3_600_000], 30_000),
    tells: new Set(tells),
    danceMs: danceSeconds * 1000,
  }
}

/** An address without ws:// or http:// before it, and nothing behind it. */
const bare = (address: string) => address.replace(/^(ws|http):\/\//, '').replace(/\/+$/, '')

function within(text: string | undefined, [min, max]: readonly [number, number], otherwise: number): number {
  const number = Number(text?.trim() || Number.NaN)
  return number >= min && number <= max ? number : otherwise
}
