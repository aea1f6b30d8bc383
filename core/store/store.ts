import type { EventSource, UnifiedEvent } from '../../schemas/types.ts'

type Distribute<E> = E extends unknown ? Omit<E, 'seqNo' | 'ingestedAt'> : never

/** An event as ingest hands it in; the store numbers it and stamps the time. */
export type NewEvent = Distribute<UnifiedEvent>

/** An accepted event: durable, numbered, and packed once for everybody (see core/base/codec.ts). */
export type StoredEvent = { readonly seqNo: number; readonly event: UnifiedEvent; readonly bytes: Uint8Array }

/** How far a plugin is: everything up to `considered` was looked at, and of that only the set bits are not settled. */
export type Progress = {
  readonly plugin: string
  /** Highest sequence number that was fanned out (or found irrelevant). */
  readonly considered: number
  /** Changed pages of the pending set: page number to PAGE_BYTES of bits, or null when nothing in it is pending. */
  readonly pages: ReadonlyMap<number, Uint8Array | null>
}

/** A page of the pending set covers this many sequence numbers; bit n of page p is sequence number p * PAGE_SIZE + n. */
export const PAGE_SIZE = 4096

/** One failed try, kept for the dead-letter list. */
export type Attempt = { readonly attempt: number; readonly at: string; readonly durationMs: number; readonly error: string }

export type DeadLetter = {
  readonly plugin: string
  readonly seqNo: number
  readonly at: string
  readonly reason: string
  readonly attempts: readonly Attempt[]
}

export type SessionRow = {
  readonly sessionId: string
  readonly number: number
  readonly streamId: string
  readonly roomId: string | null
  readonly name: string | null
  readonly title: string | null
  readonly source: EventSource
  readonly status: 'active' | 'completed' | 'aborted'
  readonly startedAt: string
  readonly endedAt: string | null
  readonly endReason: string | null
}

/** One atomic, durable change. Everything in it is committed together, or nothing is. */
export type Change = {
  readonly events?: readonly NewEvent[]
  /** Plugins that begin anew when they come back; applied before `progress`. */
  readonly forgotten?: readonly string[]
  readonly progress?: readonly Progress[]
  readonly attempts?: readonly (Attempt & { readonly plugin: string; readonly seqNo: number })[]
  readonly deadLetters?: readonly DeadLetter[]
  readonly discards?: readonly { readonly plugin: string; readonly eventType: string; readonly reason: string; readonly count: number }[]
}

/** What is remembered. Reads are synchronous and see only what is committed. */
export type Store = {
  /** Number of this start of the core; grows by one each time. */
  readonly epoch: number
  /** The process before this one stopped in order: nothing was in flight. */
  readonly cleanStart: boolean
  /** Highest committed sequence number, 0 when empty. */
  head(): number
  /**
   * Commits with fsync, together with whatever else came within 5 ms or 256 records, and answers the events as accepted.
   * Rejects with STORE_FULL (nothing of it was kept; later writes may succeed) or STORE_WRITE_FAILED (the store is closed for writing).
   */
  write(change: Change): Promise<readonly StoredEvent[]>
  /** Accepted events from this number on, in order. Records that fail their CRC are left out and counted. */
  read(fromSeqNo: number, limit: number): readonly StoredEvent[]
  /** The newest events, newest first. */
  latest(limit: number): readonly UnifiedEvent[]
  /** Hashes of the eventIds accepted within the time, oldest first; see core/base/event-hash.ts. */
  recentIds(options: { readonly withinMs: number; readonly max: number }): Iterable<bigint>
  /** Undefined for a plugin never seen. `pages` holds every page that is not empty. */
  progress(plugin: string): Progress | undefined
  attempts(plugin: string): ReadonlyMap<number, readonly Attempt[]>
  deadLetters(options?: { readonly plugin?: string; readonly limit?: number }): readonly DeadLetter[]
  discards(): readonly { readonly plugin: string; readonly eventType: string; readonly reason: string; readonly count: number }[]
  sessions: {
    open(session: Pick<SessionRow, 'streamId' | 'roomId' | 'name' | 'title' | 'source'>): SessionRow
    close(sessionId: string, status: 'completed' | 'aborted', reason: string): void
    /** The newest session of this room that began or had events within the time. */
    find(streamId: string, roomId: string, withinMs: number): SessionRow | undefined
    list(limit: number): readonly SessionRow[]
  }
  kv: {
    get(plugin: string, key: string): unknown
    set(plugin: string, key: string, value: unknown): void
    delete(plugin: string, key: string): void
    list(plugin: string, prefix: string): readonly string[]
    sum(plugin: string, key: string, amount: number): number
    /** All keys and values of a plugin, in bytes: UTF-8, values as JSON. */
    bytes(plugin: string): number
  }
  /** Packs like `bytes`, for an event that was changed after it was accepted. */
  encode(event: UnifiedEvent): Uint8Array
  /** Names of record fields, which a reader of `bytes` must know; grows only. */
  structures(): readonly (readonly string[])[]
  /** Records left out because their CRC is wrong. */
  damaged(): number
  /** Commits what waits, notes that the stop was in order, closes. */
  close(): Promise<void>
}
