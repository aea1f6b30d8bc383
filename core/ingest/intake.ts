import type { EventType } from '../../schemas/types.ts'
import type { Logger } from '../base/log.ts'
import type { NewEvent } from '../store/store.ts'
import type { Batch } from './commits.ts'
import type { Dedupe } from './dedupe.ts'
import { eventOf, malformed, type Stamp, streakOf, type Untrusted } from './drafts.ts'
import type { LikeStreaks } from './like-streaks.ts'
import { isSheddable } from './shedding.ts'
import type { NewGift } from './streak-events.ts'
import type { Streaks } from './streaks.ts'

/** From drafts to the events that are to be stored, without waiting for anything. */
export type Intake = {
  take(drafts: readonly Untrusted[], stamp: RoomStamp): Batch
  /** Events that ingest makes itself, less those that are known already. */
  own(events: readonly NewEvent[]): Batch
}

/** The stamp, what makes the streaks of this live different from those of any other, and the plugin that it comes from. */
export type RoomStamp = Stamp & { readonly room: string; readonly plugin?: string }

type Parts = {
  readonly dedupe: Dedupe
  readonly streaks: Streaks
  readonly likes: LikeStreaks
  readonly log: Logger
  /** There is little room: what may be lost is not to come in. */
  readonly isCrowded: () => boolean
  readonly onRepeated: (eventId: string) => void
  readonly onMalformed: () => void
  readonly onShed: (type: EventType) => void
}

const NOTHING: readonly NewEvent[] = []

type OpenBatch = { readonly events: NewEvent[]; readonly undo: (() => void)[] }

/** Cleans, checks and counts drafts. One that is no event becomes a raw one, and spoils nothing for the others. */
export function createIntake({ dedupe, streaks, likes, log, isCrowded, onRepeated, onMalformed, onShed }: Parts): Intake {
  function push(batch: OpenBatch, event: NewEvent) {
    if (dedupe.claim(event.eventId)) batch.events.push(event)
    else onRepeated(event.eventId)
  }

  function add(batch: OpenBatch, draft: Untrusted, stamp: RoomStamp) {
    const event = eventOf(draft, stamp)
    if (event.eventType === 'gift' && draft.streak !== undefined) return addStep(batch, event, draft.streak, stamp.room)
    if (!dedupe.claim(event.eventId)) return onRepeated(event.eventId)
    // What happened before we came, or follows from what is replayed, changes nothing that is counted now.
    const isNow = event.source !== 'history' && event.replay === undefined
    // A plugin has no gifts in streaks, so that none ends by its word.
    if (isNow && event.source !== 'plugin') for (const gift of ends(event)) batch.events.push(gift)
    if (isNow && event.eventType === 'like') {
      event.payload = likes.add(`${event.sessionId}:${event.user.userId}`, event.eventId, event.payload)
    }
    batch.events.push(event)
  }

  function addStep(batch: OpenBatch, gift: NewGift, streak: unknown, room: string) {
    const { key, ...step } = streakOf(streak)
    if (!dedupe.claim(gift.eventId)) return onRepeated(gift.eventId)
    const { events, undo } = streaks.step({ gift, streakId: `${room}:${key}`, ...step })
    batch.undo.push(undo)
    // The step itself has the id that was just claimed; a gift has that of its streak.
    for (const event of events) {
      if (event.eventId === gift.eventId) batch.events.push(event)
      else push(batch, event)
    }
    if (events.length === 0) dedupe.release(gift.eventId)
  }

  /** The gifts that this event ends the streaks of. */
  function ends(event: NewEvent): readonly NewEvent[] {
    if (event.eventType === 'streamEnd') return own(streaks.endAll(event.sessionId, 'streamEnd')).events
    if (event.eventType !== 'disconnected') return NOTHING
    if (event.payload.willReconnect === false) return own(streaks.endAll(event.sessionId, 'disconnect')).events
    streaks.disconnected(event.sessionId)
    return NOTHING
  }

  function own(events: readonly NewEvent[]): Batch {
    const batch: OpenBatch = { events: [], undo: [] }
    for (const event of events) push(batch, event)
    return batch
  }

  function isShed(type: unknown) {
    if (!isCrowded() || !isSheddable(type)) return false
    onShed(type)
    return true
  }

  return {
    take(drafts, stamp) {
      const batch: OpenBatch = { events: [], undo: [] }
      for (const draft of drafts) {
        try {
          if (!isShed(draft.eventType)) add(batch, draft, stamp)
        } catch (error) {
          onMalformed()
          log.warn(
            { ...(stamp.plugin !== undefined && { plugin: stamp.plugin }), streamId: stamp.streamId, reason: String(error) },
            'A draft is no event, and was kept as a raw one',
          )
          push(batch, malformed(draft, stamp))
        }
      }
      return batch
    },
    own,
  }
}
