import { RESPONSE, STATUS, wordOf } from './numbers.ts'

/** What the game says: of a request by its id, or with id 0 of itself. */
export type GameSays = {
  readonly id: number
  readonly type: keyof typeof RESPONSE
  readonly status?: keyof typeof STATUS
  readonly message?: string
  /** Milliseconds that a timed effect still runs, or that a game wants to be left alone. */
  readonly remainingMs: number
  /** Kinds of effects that a status is about. */
  readonly codes: readonly string[]
}

const MOST_CODES = 1000

/** Reads one message; undefined for what is none, which games of all ages send. Without a type it answers a request, as the first games did. */
export function readSays(text: string): GameSays | undefined {
  const from = fieldsOf(text)
  const type = from && (from.type === undefined ? 'effectRequest' : wordOf(RESPONSE, from.type))
  if (!from || !type) return undefined
  const status = wordOf(STATUS, from.status)
  const { id, message, timeRemaining } = from
  return {
    id: Number.isSafeInteger(id) ? Number(id) : 0,
    type,
    ...(status && { status }),
    ...(typeof message === 'string' && message !== '' && { message }),
    remainingMs: typeof timeRemaining === 'number' && timeRemaining > 0 ? timeRemaining : 0,
    codes: [from.code, ...(Array.isArray(from.ids) ? from.ids : [])].filter((code) => typeof code === 'string').slice(0, MOST_CODES),
  }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    // Not JSON says nothing.
    return undefined
  }
}
