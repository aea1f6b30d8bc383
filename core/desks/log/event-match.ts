import type { EventSource, EventType, UnifiedEvent } from '../../../schemas/types.ts'

/** What of the log is wanted; all conditions hold at once, none means all. */
export type EventConditions = {
  readonly types?: readonly EventType[]
  readonly sessionId?: string
  /** A userId, or a handle with @ in front. */
  readonly user?: string
  /** Somewhere in what was said, done or in a name; capitals do not matter. */
  readonly text?: string
  readonly source?: EventSource
  /** Accepted then or later, and before then; milliseconds since 1970. */
  readonly sinceMs?: number
  readonly untilMs?: number
}

/** Tells which events are wanted: `mayBe` looks at packed bytes only, and says yes rather too often; `is` knows. */
export type EventMatch = { readonly mayBe: (bytes: Uint8Array) => boolean; readonly is: (event: UnifiedEvent) => boolean }

/** Events that fulfil the conditions. */
export function createEventMatch(conditions: EventConditions): EventMatch {
  const tests = testsOf(conditions)
  const sieves = sievesOf(conditions)
  return {
    mayBe: (bytes) => {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      return sieves.every((sieve) => sieve(buffer))
    },
    is: (event) => tests.every((test) => test(event)),
  }
}

function testsOf({
  types,
  sessionId,
  user,
  text,
  source,
  sinceMs,
  untilMs,
}: EventConditions): readonly ((event: UnifiedEvent) => boolean)[] {
  const handle = user?.startsWith('@') ? user.slice(1).toLowerCase() : undefined
  const wanted = text?.toLowerCase()
  const acceptedMs = (event: UnifiedEvent) => Date.parse(event.ingestedAt)
  return [
    ...(types ? [(event: UnifiedEvent) => types.includes(event.eventType)] : []),
    ...(sessionId === undefined ? [] : [(event: UnifiedEvent) => event.sessionId === sessionId]),
    ...(source === undefined ? [] : [(event: UnifiedEvent) => event.source === source]),
    ...(handle === undefined ? [] : [(event: UnifiedEvent) => event.user?.uniqueId?.toLowerCase() === handle]),
    ...(user === undefined || handle !== undefined ? [] : [(event: UnifiedEvent) => event.user?.userId === user]),
    ...(wanted === undefined ? [] : [(event: UnifiedEvent) => says([event.user, event.payload], wanted)]),
    ...(sinceMs === undefined ? [] : [(event: UnifiedEvent) => acceptedMs(event) >= sinceMs]),
    ...(untilMs === undefined ? [] : [(event: UnifiedEvent) => acceptedMs(event) < untilMs]),
  ]
}

/** Packed events hold their texts as they are, in UTF-8. */
function sievesOf({ types, sessionId, user, text, source }: EventConditions): readonly ((bytes: Buffer) => boolean)[] {
  const exact = [sessionId, source, user?.startsWith('@') ? undefined : user].filter((value) => value !== undefined)
  const folded = [user?.startsWith('@') ? user.slice(1) : undefined, text].flatMap((value) => plainPart(value))
  return [
    ...exact.map((value) => (bytes: Buffer) => bytes.includes(value)),
    ...(types ? [(bytes: Buffer) => types.some((type) => bytes.includes(type))] : []),
    ...folded.map((part) => (bytes: Buffer) => bytes.toString('latin1').toLowerCase().includes(part)),
  ]
}

/** The longest run of letters whose capitals differ by one bit only; the rest of a text is looked at once it is unpacked. */
function plainPart(text = ''): readonly string[] {
  const runs = text.toLowerCase().match(/[ -~]+/g) ?? []
  const [longest] = [...runs].sort((one, other) => other.length - one.length)
  return longest === undefined ? [] : [longest]
}

function says(value: unknown, wanted: string): boolean {
  if (typeof value === 'string') return value.toLowerCase().includes(wanted)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((part) => says(part, wanted))
}
