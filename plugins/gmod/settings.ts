import type { CommandRule } from '#sdk/game-commands'
import type { Told } from '#sdk/game-message'

/** How the game is reached: it comes to our door (WebSocket or long poll), or we go to its WebSocket server, its HTTP server or its console. */
export const WAYS = ['door', 'websocket', 'http', 'rcon'] as const

export type Rule = CommandRule & { readonly do: 'command' | 'dance' }

/** The operator's settings, complete. */
export type GmodSettings = {
  readonly isOn: boolean
  readonly way: (typeof WAYS)[number]
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

/** Reads what the operator chose, which settings.schema.json has checked. What it leaves open the environment says: GMOD_HOST, GMOD_WS_PORT … */
export function readSettings(from: Readonly<Record<string, unknown>>, environment: Environment): GmodSettings {
  const way = WAYS.find((one) => one === from.way) ?? 'door'
  const port = (name: string, otherwise: number) => within(environment(name), [1, 65_535], otherwise)
  const ports = {
    door: port('GMOD_WS_PORT', 27_015),
    websocket: port('GMOD_WS_PORT', 27_015),
    http: port('GMOD_HTTP_PORT', 27_016),
    rcon: port('GMOD_RCON_PORT', 27_015),
  } satisfies Record<GmodSettings['way'], number>
  return {
    isOn: from.enabled === 'yes' || (from.enabled !== 'no' && environment('GMOD_ENABLED')?.trim().toLowerCase() !== 'false'),
    way,
    doorPort: within(from.doorPort, [1, 65_535], ports.door),
    address: bare(textOf(from.address)) || `${environment('GMOD_HOST')?.trim() || 'localhost'}:${ports[way]}`,
    token: textOf(from.token) || undefined,
    rconPassword: textOf(from.rconPassword) || environment('GMOD_RCON_PASSWORD') || '',
    reconnectMs: secondsOf(from.reconnectSeconds) ?? within(environment('GMOD_RECONNECT_INTERVAL'), [1000, 3_600_000], 30_000),
    timeoutMs: within(from.timeoutMs, [100, 10_000], 5000),
    // settings.schema.json says what is in both lists.
    tells: new Set(Array.isArray(from.tells) ? (from.tells as readonly Told[]) : []),
    rules: Array.isArray(from.rules) ? (from.rules as readonly Rule[]) : [],
    danceMs: secondsOf(from.danceSeconds) ?? 10_000,
    dancesMax: within(from.dancesMax, [1, 50], 5),
    dryRun: from.dryRun === true,
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/** An address without ws:// or http:// before it, and nothing behind it. */
const bare = (address: string) => address.replace(/^(ws|http):\/\//, '').replace(/\/+$/, '')

const secondsOf = (value: unknown) => (typeof value === 'number' && value > 0 ? value * 1000 : undefined)

function within(value: unknown, [min, max]: readonly [number, number], otherwise: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && number >= min && number <= max ? number : otherwise
}
