import type { EventType } from '#sdk'

/** One event on its way to one endpoint. */
export type Entry = {
  /** The same for every try and every restart: what receivers tell a repeat by. */
  readonly id: string
  readonly seqNo: number
  readonly type: EventType
  /** ISO 8601, the source's clock. */
  readonly at: string
  /** What its kind wrote of the event. */
  readonly body: string
  /** Milliseconds since 1970. */
  readonly queuedAt: number
  /** How often it was tried. */
  readonly tries: number
  /** Milliseconds since 1970. */
  readonly dueAt: number
  /** Why the last try failed, one sentence. */
  readonly failure?: string
  /** It was refused with others, and is to be tried without them. */
  readonly isAlone?: true
}

/** What goes in one request. */
export type Batch = readonly [Entry, ...Entry[]]

/** Never dropped to make room. */
export const KEPT: ReadonlySet<EventType> = new Set<EventType>(['gift', 'tip', 'subscribe', 'follow'])

/** As the host names a dead letter that is given once more: what it was called at first is behind it. */
const LETTER = /^replay:dead-[^:]*:/

/** Sixteen bytes of SHA-256 over endpoint and event, in hexadecimal. A dead letter of the host has the id that it had: one of the endpoints may have got it. */
export async function entryId(endpoint: string, eventId: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${endpoint}\n${eventId.replace(LETTER, '')}`))
  return `msg_${Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
