import type { User } from '../../schemas/types.ts'
import { eventOf, type Untrusted } from './drafts.ts'
import { cleanText, NAME } from './text.ts'

/** An event goes through at most this many plugins; what comes back to where it began does not go round for ever. */
export const MAX_HOPS = 8

const MAX_BYTES = 64 * 1024

/** What the host tells of sessions and money, and what a platform says: whoever hears it takes it for true. */
const OF_HOST = /^(streaming\.(session|tip)|tiktok)\./

/** Who somebody is. The rest of a user is rank, which a platform says and no plugin. */
const IDENTITY: ReadonlySet<string> = new Set<keyof User>(['userId', 'uniqueId', 'displayName', 'avatarUrl'])

/**
 * What a plugin emitted, as far as plugins may say it: of a user who it is, and of a tip alone what it is worth (of a gift that follows from its
 * payload). JSON that is no event makes a draft that is none. Throws a TypeError for a `custom` event by a name of the host's.
 */
export function readEmitted(json: string): Untrusted {
  if (Buffer.byteLength(json) > MAX_BYTES) return { payload: json }
  const { eventType, payload, user, value } = fieldsOf(json)
  if (eventType === 'custom') checkName(Object(payload).name)
  return {
    ...{ eventType, payload },
    ...(user !== undefined && { user: withoutRank(user) }),
    ...(value !== undefined && eventType === 'tip' && { value }),
  }
}

/** Why what a plugin emitted is no event, and would only be kept as `raw`; undefined when it is one. */
export function emittedProblem(json: string): string | undefined {
  const nobody = '00000000-0000-4000-8000-000000000000'
  const stamp = { streamId: 'emitted', sessionId: nobody, source: 'plugin', nowMs: 0, createId: () => nobody } as const
  try {
    eventOf(readEmitted(json), stamp)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** By what is left of the name once it is clean. */
function checkName(given: unknown): void {
  const [reserved] = OF_HOST.exec(typeof given === 'string' ? cleanText(given, NAME) : '') ?? []
  if (reserved)
    throw new TypeError(`Names of custom events that begin with "${reserved}" are for the host alone; begin with the id of the plugin`)
}

function withoutRank(user: unknown): unknown {
  if (typeof user !== 'object' || user === null) return user
  return Object.fromEntries(Object.entries(user).filter(([field]) => IDENTITY.has(field)))
}

function fieldsOf(json: string): Untrusted {
  try {
    const parsed: unknown = JSON.parse(json)
    return typeof parsed === 'object' && parsed !== null ? parsed : { payload: json }
  } catch (error) {
    return { payload: `${String(error)}: ${json}` }
  }
}
