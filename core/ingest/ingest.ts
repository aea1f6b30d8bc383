import { randomUUID } from 'node:crypto'
import { EVENT_TYPES, type EventType, type UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import type { NewEvent, Store, StoredEvent } from '../store/store.ts'
import { type Batch, createCommits } from './commits.ts'
import { createDedupe } from './dedupe.ts'
import { createDoor, type OpenLive } from './door.ts'
import type { Untrusted } from './drafts.ts'
import { MAX_HOPS } from './emitted.ts'
import { createIntake, type RoomStamp } from './intake.ts'
import { lastHeard } from './last-heard.ts'
import { createLikeStreaks } from './like-streaks.ts'
import { createOrigins } from './origins.ts'
import { recentEvents } from './recent-events.ts'
import { isFirstTime } from './replay/repeated.ts'
import type { Draft, SourceDoor } from './source.ts'
import { createStreaks } from './streaks.ts'

export type IngestStatus = {
  readonly accepted: number
  /** Left out because their id was known. */
  readonly repeated: number
  /** Drafts that were no event, and were kept as raw ones. */
  readonly malformed: number
  /** Lost for want of room, by type; never a gift. */
  readonly shed: Readonly<Partial<Record<EventType, number>>>
  /** Events on their way to the store. */
  readonly waiting: number
  /** Passed on without being kept, for want of room on the disk. */
  readonly unkept: Readonly<Partial<Record<EventType, number>>>
  /** The store is full: gifts and the like wait for space, the rest is not kept. */
  readonly isFull: boolean
  /** Emitted events that went through too many plugins, and were left out. */
  readonly loops: number
  /** Steps of gift streaks that came after the end of their streak. */
  readonly lateSteps: number
}

/** The only way in: cleans, checks, counts and numbers what sources and plugins say, and hands it on once it is durable. */
export type Ingest = {
  /** A door for one source, with a session of its own. */
  door(): SourceDoor
  /**
   * Drafts for a session that no door is open for. In order, all or none; resolves once they are durable. What somebody waits for and would send again
   * (`isAwaited`) does not wait for space on the disk: rejects with STORE_FULL.
   */
  hand(
    drafts: readonly Draft[],
    session: Pick<OpenLive, 'streamId' | 'source' | 'sessionId'>,
    options?: { readonly isAwaited: boolean },
  ): Promise<void>
  /**
   * An event that a plugin emitted, as readEmitted has it: the n-th in the delivery of event `seqNo`, or outside of any delivery when that is undefined.
   * The same three accepted before are left out, so that a repeated delivery repeats nothing. Resolves once it is durable, or was shed: outside of deliveries,
   * where nothing waits for it, when too many of the plugin's wait already.
   */
  ingestEmitted(plugin: string, seqNo: number | undefined, n: number, emitted: Untrusted): Promise<void>
  /**
   * Events that repeat earlier ones, taken as they are: nothing is cleaned, counted or added up anew. Known ids are left out.
   * Resolves once they are durable, with those that are: a full store keeps no likes and the like.
   */
  repeat(events: readonly NewEvent[]): Promise<readonly NewEvent[]>
  status(): IngestStatus
  /** The host is about to stop: nothing waits for room on the disk any more. What does is refused; it was not accepted. */
  hurry(): void
  /** Waits for what is on its way. Streaks still open are taken up by the next start. */
  stop(): Promise<void>
}

export type IngestParts = {
  readonly store: Pick<Store, 'write' | 'recentIds' | 'read' | 'head'> & {
    readonly sessions: Pick<Store['sessions'], 'open' | 'close' | 'find' | 'list'>
  }
  readonly clock: Clock
  /** Accepted events, in the order of their numbers. */
  readonly onAccepted: (events: readonly StoredEvent[]) => void
  /** Events that may be lost and could not be kept, because the disk is full. */
  readonly onUnkept?: (events: readonly NewEvent[]) => void
  /** The disk is full; only what may not be lost is to be written. */
  readonly isShort?: () => boolean
  readonly log: Logger
  /** Something no other start of the host has; ids of events that come without one begin with it. */
  readonly startId?: string
  readonly limits?: { readonly crowded: number; readonly waiting: number }
  /** At least so many of the newest ids are recognised when they come again. */
  readonly rememberedIds?: number
}

/** An id that comes again within this time is a repeat, and a room that does is the same live. */
export const REPEAT_MS = 2 * 3_600_000
const REMEMBERED_IDS = 1_000_000
/** Events of one plugin, emitted outside of deliveries, that wait to be stored: a full disk must not become a full memory. */
const MAX_LOOSE = 1_000
const RECENT = { withinMs: REPEAT_MS, atLeast: 10_000 }
/** A streak that a crash left open has its last step in here. */
const STREAK_TAIL = { withinMs: 10 * 60_000, atLeast: 10_000, max: 100_000 }

/** The way in, seeded with the ids and the open streaks that the log remembers. */
export function createIngest(parts: IngestParts): Ingest {
  const { store, clock, log, onAccepted, startId = randomUUID(), limits = { crowded: 10_000, waiting: 50_000 } } = parts
  const { rememberedIds = REMEMBERED_IDS } = parts
  const counts: Counts = { accepted: 0, repeated: 0, malformed: 0, loops: 0, shed: {}, unkept: {} }
  const dedupe = createDedupe({ atLeast: rememberedIds })
  for (const fingerprint of store.recentIds({ ...RECENT, max: rememberedIds })) dedupe.remember(fingerprint)
  const streaks = createStreaks({ clock })
  streaks.restore(recentEvents(store, STREAK_TAIL).filter(isOfStreaks))
  const origins = createOrigins(store)
  const countShed = (type: EventType) => {
    counts.shed[type] = (counts.shed[type] ?? 0) + 1
  }
  /** Ids of repeats on their way to the store. */
  const repeating = new Set<string>()
  const commits = createCommits({
    write: store.write,
    clock,
    ...(parts.isShort && { isShort: parts.isShort }),
    onDurable(events) {
      for (const { event } of events) dedupe.settle(event.eventId)
      counts.accepted += events.length
      origins.note(events)
      onAccepted(events)
    },
    onDropped(events) {
      for (const { eventId } of events) dedupe.release(eventId)
    },
    onUnkept(events) {
      // A repeat is not live: it is not handed on from memory, and can be asked for again.
      const now = events.filter(({ eventId }) => !repeating.has(eventId))
      for (const { eventId } of events) if (repeating.has(eventId)) dedupe.release(eventId)
      for (const { eventId, eventType } of now) {
        dedupe.settle(eventId)
        counts.unkept[eventType] = (counts.unkept[eventType] ?? 0) + 1
      }
      if (now.length > 0) parts.onUnkept?.(now)
    },
  })
  /** Something repeats what is still on its way: it is durable when that is. */
  let isAsSafeAsOthers = false
  const intake = createIntake({
    dedupe,
    streaks,
    likes: createLikeStreaks({ clock }),
    log,
    isCrowded: () => commits.waiting() > limits.crowded,
    onRepeated(eventId) {
      counts.repeated++
      isAsSafeAsOthers ||= dedupe.isInFlight(eventId)
    },
    onMalformed: () => counts.malformed++,
    onShed: countShed,
  })

  let lastId = 0
  const stampOf = (
    { streamId, source, sessionId, room }: OpenLive,
    marks: Pick<RoomStamp, 'hops' | 'replay' | 'plugin'> = {},
  ): RoomStamp => ({
    ...{ streamId, source, sessionId, room, nowMs: clock.wallTime(), ...marks },
    createId: () => `${streamId}:${startId}:${++lastId}`,
  })

  /** By plugin, how many events wait that no delivery waits for. */
  const loose = new Map<string, number>()
  async function submitLoose(plugin: string, eventType: unknown, take: () => Promise<void>): Promise<void> {
    const waiting = loose.get(plugin) ?? 0
    if (waiting >= MAX_LOOSE) return countShed(EVENT_TYPES.find((type) => type === eventType) ?? 'raw')
    loose.set(plugin, waiting + 1)
    try {
      await take()
    } finally {
      loose.set(plugin, (loose.get(plugin) ?? 1) - 1)
    }
  }

  const underWay = new Set<Promise<void>>()
  let cancelSweep: (() => void) | undefined
  function submit(batch: Batch): Promise<void> {
    watchStreaks()
    const own = commits.submit(batch)
    const all = isAsSafeAsOthers ? Promise.all([own, ...underWay]).then(() => {}) : own
    isAsSafeAsOthers = false
    const done = all.finally(() => underWay.delete(done))
    underWay.add(done)
    return done
  }
  function onError(error: unknown) {
    log.error({ error: String(error) }, 'Events could not be stored')
  }

  /** Looks again when the streak that is idle longest would have been idle for too long. */
  function watchStreaks() {
    if (cancelSweep) return
    const idleInMs = streaks.idleInMs()
    if (idleInMs === undefined) return
    cancelSweep = clock.after(idleInMs, () => {
      cancelSweep = undefined
      submit(intake.own(streaks.sweep())).catch(onError)
    })
  }
  watchStreaks()

  return {
    door: () =>
      createDoor({
        sessions: store.sessions,
        resumeWithinMs: REPEAT_MS,
        lastHeard: (sessionId) => lastHeard(store, sessionId),
        hand: (drafts, live) => submit(intake.take(drafts, stampOf(live))),
        endStreaks: ({ sessionId }) => submit(intake.own(streaks.endAll(sessionId, 'streamEnd'))),
        assertRoom(drafts) {
          // One alone may be larger: a source that catches up hands in all it has.
          if (commits.waiting() === 0 || commits.waiting() + drafts <= limits.waiting) return
          throw new HostError('OVERLOADED', 'Too many events wait to be stored', { waiting: commits.waiting() })
        },
        onError,
      }),
    hand: (drafts, session, options) =>
      submit({ ...intake.take(drafts, stampOf({ ...session, room: `${session.streamId}:${session.sessionId}` })), ...options }),
    async ingestEmitted(plugin, seqNo, n, emitted) {
      const origin = seqNo === undefined ? undefined : origins.of(seqNo)
      const hops = (origin?.hops ?? 0) + 1
      if (hops > MAX_HOPS) {
        counts.loops++
        log.warn({ plugin, seqNo }, 'An emitted event went through too many plugins, and was left out')
        return
      }
      const streamId = origin?.streamId ?? `plugin:${plugin}`
      const sessionId = origin?.sessionId ?? streamId
      const eventId = seqNo === undefined ? undefined : `plugin:${plugin}:${seqNo}:${n}`
      const marks = origin?.replay && !isFirstTime(origin.replay) ? { hops, plugin, replay: origin.replay } : { hops, plugin }
      const stamp = stampOf({ streamId, sessionId, source: 'plugin', room: streamId }, marks)
      const take = () => submit(intake.take([{ ...emitted, ...(eventId !== undefined && { eventId }) }], stamp))
      await (seqNo === undefined ? submitLoose(plugin, emitted.eventType, take) : take())
    },
    async repeat(events) {
      for (const { eventId } of events) repeating.add(eventId)
      try {
        await submit(intake.own(events))
      } finally {
        for (const { eventId } of events) repeating.delete(eventId)
      }
      return events.filter(({ eventId }) => {
        const isNew = dedupe.claim(eventId)
        if (isNew) dedupe.release(eventId)
        return !isNew
      })
    },
    status: () => ({ ...counts, waiting: commits.waiting(), isFull: commits.isFull(), lateSteps: streaks.late() }),
    hurry: commits.stop,
    async stop() {
      cancelSweep?.()
      commits.stop()
      await Promise.allSettled(underWay)
    },
  }
}

/** What the streaks said themselves: what was replayed, made by a plugin or simulated as a step opened none, and ends none. */
function isOfStreaks(event: UnifiedEvent): boolean {
  if (event.replay !== undefined || event.source === 'plugin') return false
  if (event.eventType !== 'gift' && event.eventType !== 'giftStreak') return false
  return event.payload.streakId?.startsWith(`${event.streamId}:`) === true
}

type Counts = { -readonly [K in 'accepted' | 'repeated' | 'malformed' | 'loops']: number } & {
  readonly shed: Partial<Record<EventType, number>>
  readonly unkept: Partial<Record<EventType, number>>
}
