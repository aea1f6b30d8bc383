import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import type { Lives, Money, Viewers } from './ledger.ts'
import type { Gifter, SessionRow } from './session-row.ts'

export type { Gifter, SessionRow }

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
  /** Given by the store; names the letter from then on. */
  readonly id: number
  readonly plugin: string
  readonly seqNo: number
  readonly at: string
  readonly reason: string
  readonly attempts: readonly Attempt[]
  /** Kept with the letter, so that it outlives the log; undefined when it was damaged by then. */
  readonly event?: UnifiedEvent
}

/** Which dead letters; all conditions hold at once, none means all. */
export type DeadLetterFilter = {
  readonly ids?: readonly number[]
  readonly plugin?: string
  readonly seqNo?: number
  readonly eventType?: EventType
  /** ISO 8601; given up at or after. */
  readonly since?: string
  /** ISO 8601; given up before. */
  readonly until?: string
  /** Only those with a smaller id: for the next page. */
  readonly before?: number
  readonly limit?: number
}

/** Where a plugin's circuit breaker stands. Times are kept as what is left, and bounded again when they are read. */
export type BreakerState = {
  readonly plugin: string
  readonly state: 'closed' | 'open' | 'halfOpen'
  /** Milliseconds until the next probe, when it was written. */
  readonly remainingMs: number
  /** How long it stays open the next time. */
  readonly nextOpenMs: number
  /** Wall time of writing, milliseconds since 1970. */
  readonly at: number
}

/** What a plugin's lane did within an hour. */
export type LaneHour = {
  /** Hours since 1970. */
  readonly hour: number
  readonly plugin: string
  readonly completed: number
  /** Tries that failed. */
  readonly failed: number
  readonly dead: number
  readonly discarded: number
  readonly depthMax: number
  /** Milliseconds from acceptance to the end, of all that completed. */
  readonly sumMs: number
  readonly p95Ms: number
}

/** Hours from one on, or before one; of all plugins unless said. */
export type LaneHourFilter = { readonly plugin?: string; readonly from?: number; readonly before?: number }

/** Totals of a session, replays and simulations not mixed in: those are sessions of their own. */
export type SessionSummary = {
  readonly sessionId: string
  readonly events: Readonly<Partial<Record<EventType, number>>>
  readonly likes: number
  readonly gifts: number
  /** Platform coins. */
  readonly coins: number
  /** Money, by currency, in cents; never mixed with coins. */
  readonly tipsCents: Readonly<Record<string, number>>
  readonly peakViewers: number
}

export type MinuteRow = {
  /** Minutes since 1970, by acceptance. */
  readonly minute: number
  readonly eventType: EventType
  readonly count: number
  readonly coins: number
}

/** One atomic, durable change. Everything in it is committed together, or nothing is. */
export type Change = {
  readonly events?: readonly NewEvent[]
  /** Somebody waits to see it: it is committed at once, not together with what comes in the next milliseconds. */
  readonly isPrompt?: boolean
  /**
   * It only says what was done, and what the power took of it would be done once more: it is committed as any other, so that no crash of a process takes it,
   * and on the disk with the next change that must be, 0.2 s later at most. Nobody else's change waits for that.
   */
  readonly isUnhurried?: boolean
  /** Plugins that begin anew when they come back; applied before `progress`. */
  readonly forgotten?: readonly string[]
  readonly progress?: readonly Progress[]
  readonly attempts?: readonly (Attempt & { readonly plugin: string; readonly seqNo: number })[]
  readonly deadLetters?: readonly Omit<DeadLetter, 'id' | 'event'>[]
  readonly breakers?: readonly BreakerState[]
  /** Whole hours, in place of what was written of them before. */
  readonly laneHours?: readonly LaneHour[]
  readonly discards?: readonly { readonly plugin: string; readonly eventType: string; readonly reason: string; readonly count: number }[]
}

/**
 * enough: everything is kept. short: the disk is full, and what may not be lost goes on in a reserve. full: that is used up too,
 * and writes reject with STORE_FULL until there is room.
 */
export type StoreRoom = 'enough' | 'short' | 'full'

/** The room changed; or it is low, which is told once until it is ample again. */
export type RoomFact = { readonly kind: StoreRoom } | { readonly kind: 'low'; readonly freeBytes: number }

/** What was removed on purpose on one day (ISO 8601, UTC). */
export type Removal = { readonly day: string; readonly what: 'events' | 'deadLetters' | 'sessions'; readonly count: number }

/** What is too old: everything from before these times (milliseconds since 1970). */
export type RetentionLimits = { readonly before: Readonly<Record<Removal['what'], number>>; readonly signal?: AbortSignal }

/** `held`: old events that are still owed to a plugin, and stay until it has them or is switched off. */
export type Retained = {
  readonly removed: Readonly<Record<Removal['what'], number>>
  readonly held: readonly { readonly plugin: string; readonly events: number }[]
}

/** Which accepted events are changed where they lie, and how. */
export type Rewrite = {
  /** Left out: from the oldest on. */
  readonly fromSeqNo?: number
  /** Milliseconds since 1970; ends at the first events that were accepted then or later. What is dated later than now is as old as what came after it. */
  readonly acceptedBefore?: number
  /** False for bytes of one or many packed events in which nothing is to change: they are then not read. Says yes rather too often. */
  readonly mayConcern?: (bytes: Uint8Array) => boolean
  /** The same object leaves it as it is; undefined takes the event out. `seqNo` stays; a repeat is known by the eventId it came with, also when that was changed. */
  readonly change: (event: UnifiedEvent) => UnifiedEvent | undefined
  readonly signal?: AbortSignal
}

/** `next`: where a later one may begin, everything before was looked at. */
export type Rewritten = {
  readonly changed: number
  readonly removed: number
  readonly next: number
  /** Dead letters whose own copy was changed or taken out. */
  readonly deadLetters: number
}

/** How what is kept beside the log is changed. Each answers the very same value when nothing is to change. */
export type TextChange = {
  /** The id of a viewer, where nothing else stands. */
  readonly id: (userId: string) => string
  /** Names of sessions, notes, what failed, keys of plugins. */
  readonly text: (text: string) => string
  /** What a plugin keeps. */
  readonly value: (value: unknown) => unknown
  /** Only counts. */
  readonly dryRun?: boolean
}

export type NamedViewer = { readonly userId: string; readonly uniqueId?: string; readonly displayName: string }

/** How much of it changed: rows of totals, sessions and attempts; values that plugins keep; dead letters. */
export type TextsChanged = { readonly rows: number; readonly keys: number; readonly deadLetters: number }

/** What is remembered. Reads are synchronous and see only what is committed. */
export type Store = {
  /** Number of this start of the core; grows by one each time. */
  readonly epoch: number
  /** The process before this one stopped in order: nothing was in flight. */
  readonly cleanStart: boolean
  /** Highest committed sequence number, 0 when empty. */
  head(): number
  /** Lowest one that is kept; head() + 1 when none is. What is missing from there on was removed as well, or is damaged. */
  first(): number
  /**
   * Commits with fsync, together with whatever else came within 5 ms or 256 records, and answers the events as accepted; what is unhurried, before the fsync.
   * Rejects with STORE_FULL (nothing of it was kept; later writes may succeed) or STORE_WRITE_FAILED (the store is closed for writing).
   */
  write(change: Change): Promise<readonly StoredEvent[]>
  /**
   * Accepted events from this number on, in order. Records that fail their CRC are left out and counted. With `mayConcern`, those whose
   * bytes it denies are left out as well, unread and much faster; `limit` is then how many numbers are looked at.
   */
  read(fromSeqNo: number, limit: number, mayConcern?: (bytes: Uint8Array) => boolean): readonly StoredEvent[]
  /**
   * Changes or takes out accepted events, a few milliseconds at a time, each slice durably; what is queued or sent already is as it was.
   * A crash in between leaves the first of them done. Rejects with STORE_FULL, STORE_WRITE_FAILED or STOPPING.
   */
  rewrite(order: Rewrite): Promise<Rewritten>
  /**
   * Removes what is too old, a few milliseconds at a time, each slice durably; an event never while a known plugin is owed it,
   * or one that was stored together with it. Rejects with STORE_FULL, STORE_WRITE_FAILED or STOPPING.
   */
  retain(limits: RetentionLimits): Promise<Retained>
  /** The newest events, newest first. */
  latest(limit: number): readonly UnifiedEvent[]
  /**
   * Hashes of the eventIds accepted within the time by the clock on the wall, oldest first; see core/base/event-hash.ts. At least so many
   * of the newest whatever their time, because that clock may have been set.
   */
  recentIds(options: { readonly withinMs: number; readonly atLeast?: number; readonly max: number }): Iterable<bigint>
  /** Undefined for a plugin never seen. `pages` holds every page that is not empty. */
  progress(plugin: string): Progress | undefined
  attempts(plugin: string): ReadonlyMap<number, readonly Attempt[]>
  /** Newest first, at most 1,000 unless said. */
  deadLetters(filter?: DeadLetterFilter): readonly DeadLetter[]
  /** How many there are. */
  deadLetterCount(filter?: DeadLetterFilter): number
  /** Removes them durably, and answers how many. */
  dropDeadLetters(filter: DeadLetterFilter): number
  breaker(plugin: string): BreakerState | undefined
  /** Oldest first. */
  laneHours(filter: LaneHourFilter): readonly LaneHour[]
  /** Removes them durably, and answers how many. */
  dropLaneHours(filter: LaneHourFilter): number
  /** Puts its files in order, which takes milliseconds; answers how many pages were moved. Throws STORE_FULL or STORE_WRITE_FAILED. */
  upkeep(): number
  /** What retention and limits removed, by day, newest first. */
  removals(): readonly Removal[]
  discards(): readonly { readonly plugin: string; readonly eventType: string; readonly reason: string; readonly count: number }[]
  sessions: {
    open(session: Pick<SessionRow, 'streamId' | 'roomId' | 'name' | 'title' | 'source'>): SessionRow
    /** Nothing, when it has ended. */
    close(sessionId: string, status: 'completed' | 'aborted', reason: string): void
    /** The newest session of this room that began or had events within the time, unless somebody ended it by hand. */
    find(streamId: string, roomId: string, withinMs: number): SessionRow | undefined
    list(limit: number): readonly SessionRow[]
    get(sessionId: string): SessionRow | undefined
    /** Numbers of its first and last event; others' events may lie between. Undefined when it has none that are kept. */
    range(sessionId: string): { readonly first: number; readonly last: number } | undefined
    /** Kept while events are written, so that asking costs the same however long the log is. */
    summary(sessionId: string): SessionSummary | undefined
    topGifters(sessionId: string, limit: number): readonly Gifter[]
    minutes(sessionId: string): readonly MinuteRow[]
  }
  lives: Lives
  money: Money
  viewers: Viewers
  kv: {
    get(plugin: string, key: string): unknown
    set(plugin: string, key: string, value: unknown): void
    delete(plugin: string, key: string): void
    /** Keys with this prefix by their code points, the first `limit` of them; all unless said. */
    list(plugin: string, prefix: string, limit?: number): readonly string[]
    sum(plugin: string, key: string, amount: number): number
    /** All keys and values of a plugin, in bytes: UTF-8, values as JSON. */
    bytes(plugin: string): number
  }
  /** For taking people out of what is kept. */
  personal: {
    /** Like `rewrite`, for everything beside the log. Totals of viewers that become the same are added up. */
    rewriteTexts(change: TextChange): Promise<TextsChanged>
    /** What totals call the viewers with these ids and handles (lower case), by which they are found when the log has nothing of them any more. */
    named(viewers: { readonly userIds: Iterable<string>; readonly handles: Iterable<string> }): readonly NamedViewer[]
    /** Gives the gifters of sessions that had no event since (milliseconds since 1970) other ids and no names; answers how many. */
    rewriteGifters(before: number, pseudonymOf: (userId: string) => string): Promise<number>
    /** How far such work got, by name; undefined when it was never begun. */
    noted(name: string): number | undefined
    note(name: string, value: number): void
    /** Leaves nothing in the files of what was changed or deleted; false when somebody reads them just now. */
    settle(): Promise<boolean>
  }
  /** Packs like `bytes`, for an event that was changed after it was accepted. */
  encode(event: UnifiedEvent): Uint8Array
  /** Names of record fields, which a reader of `bytes` must know; grows only. */
  structures(): readonly (readonly string[])[]
  /** Records left out because their CRC is wrong. */
  damaged(): number
  /** The room on the disk. */
  room(): StoreRoom
  /**
   * Commits what waits, and closes. `inOrder`: every delivery is settled, charged or was never begun, as after Scheduler.drain. Without it the
   * next start finds what this one found, for who only looked knows nothing of deliveries, or a start that was not clean when anything was written.
   */
  close(how?: { readonly inOrder: boolean }): Promise<void>
}

/** A sound or picture on the disk. */
export type BlobFile = { readonly path: string; readonly bytes: number; readonly type: string }

/** Sounds and pictures that plugins made; store/blobs. They may go at any time, and are put again when they are needed again. */
export type Blobs = {
  /** Answers the name, `<SHA-256>.<end>`. Rejects with TypeError for bytes that are not of a type that there is, or too many. */
  put(plugin: string, bytes: Uint8Array, type: string): Promise<string>
  /** Undefined when there is none, or none any more. */
  find(name: string): Promise<BlobFile | undefined>
  /** Forgets all of them, as when a viewer is taken out of everything: names are spoken in some. */
  clear(): Promise<void>
}
