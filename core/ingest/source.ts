import type { EventOf, EventSource, EventType, SourceState as ShownSource, User } from '../../schemas/types.ts'

/** Where a gift stands in its streak, as the platform says it. */
export type StreakStep = {
  /** Same for every message of the streak: sender, gift and group. */
  readonly key: string
  /** The platform gave no group: other streaks of the sender and gift have the key as well. */
  readonly isShared?: boolean
  /** How many so far, this message included. Messages may come out of order. */
  readonly count: number
  readonly ended: boolean
}

/** What a source hands in: an event less what ingest adds. Text may be dirty; ids are strings. */
export type Draft = {
  readonly [T in EventType]: {
    readonly eventType: T
    readonly payload: EventOf<T>['payload']
    /** platform:room:message. Left out for what the platform does not number; ingest then makes one. */
    readonly eventId?: string
    /** ISO 8601, the source's clock; now, when left out. */
    readonly timestamp?: string
    readonly user?: Omit<User, 'safeName'>
    readonly value?: EventOf<T>['value']
    readonly source?: EventSource
    /** Gifts that can be streaked only: counted once, by ingest. */
    readonly streak?: StreakStep
    readonly hops?: number
  }
}[EventType]

/** The live that events belong to. */
export type Live = {
  /** The channel, for example tiktok:somebody. */
  readonly streamId: string
  /** The platform's id of this live; the same room within two hours goes on with its session. */
  readonly roomId?: string
  readonly name?: string
  readonly title?: string
  readonly source: EventSource
}

/** The newest that a platform sent by itself: ISO 8601, by its own clock. */
export type LastHeard = { readonly at: string; readonly eventId: string }

export type OpenSession = {
  readonly sessionId: string
  readonly number: number
  readonly resumed: boolean
  /** Of one that goes on, as far as the log knows it. */
  readonly lastHeard?: LastHeard
}

/** What a source is given: the way in. */
export type SourceDoor = {
  openSession(live: Live): OpenSession
  /** In order, all or none; resolves once they are durable. Repeats are left out silently. */
  ingest(drafts: readonly Draft[]): Promise<void>
  /** Ends open streaks and the session. */
  closeSession(reason: EventOf<'streamEnd'>['payload']['reason']): Promise<void>
}

export type SourceState = 'idle' | 'connecting' | 'connected' | 'waiting' | 'ended' | 'failed'

/** What a source says of itself, in plain words. */
export type SourceStatus = {
  readonly kind: string
  readonly state: SourceState
  /** One sentence for people. */
  readonly detail: string
  /** Why it waits, for who says it in another language. */
  readonly reason?: NonNullable<ShownSource['reason']>
  readonly streamId?: string
  readonly roomId?: string
  /** Milliseconds until the next attempt, when waiting. */
  readonly retryInMs?: number
  /** Wall time of the last frame. */
  readonly lastFrameAt?: number
  /** Messages that could not be decoded, and types without a schema. */
  readonly malformed: number
  readonly unknown: number
  readonly reconnects: number
}

/** Where events come from. */
export type Source = {
  start(): void
  /** No draft comes after this resolves. */
  stop(): Promise<void>
  status(): SourceStatus
}
