import { type EventSource, type EventType, type ReplayMark, TRIGGER_ID } from '../../schemas/types.ts'
import { validate } from '../base/validate.ts'
import type { NewEvent } from '../store/store.ts'
import { cleanData, createOriginals, type Originals } from './cleaning.ts'
import { safeName } from './safe-name.ts'
import type { Draft, StreakStep } from './source.ts'
import { boundedBytes, cleanText, MESSAGE } from './text.ts'
import { plausibleTime } from './timestamps.ts'

/** What an event gets that its source does not say. */
export type Stamp = {
  readonly streamId: string
  readonly sessionId: string
  readonly source: EventSource
  readonly hops?: number
  /** Follows from a replayed event. */
  readonly replay?: ReplayMark
  readonly nowMs: number
  readonly createId: () => string
}

/** A draft before anything is known of it: sources are typed, and still not believed. */
export type Untrusted = { readonly [Field in keyof Draft]?: unknown }

/** The draft as a clean and valid event. Throws a TypeError that says what is wrong with it. */
export function eventOf(draft: Untrusted, stamp: Stamp): NewEvent {
  const { eventType, user, value, hops = stamp.hops } = draft
  if (!isEventType(eventType)) throw new TypeError('"eventType" is not an event type')
  const originals = createOriginals()
  const source = draft.source ?? stamp.source
  // Fields are always set in this order, because packing is cheapest when they come in few orders.
  const event: Record<string, unknown> = {
    schemaVersion: '1',
    eventId: draft.eventId === undefined ? stamp.createId() : cleanData(draft.eventId, '/eventId', originals),
    eventType,
    triggerId: TRIGGER_ID[eventType],
    streamId: stamp.streamId,
    sessionId: stamp.sessionId,
    source,
    timestamp: timestampOf(draft.timestamp, { isLive: source === 'live', nowMs: stamp.nowMs }, originals),
  }
  // What cannot be cleaned is nothing that the schema takes.
  if (user !== undefined) event.user = named(cleanData(user, '/user', originals)) ?? null
  const payload = cleanData(draft.payload, '/payload', originals)
  const coins = eventType === 'gift' ? coinsOf(payload) : undefined
  if (value !== undefined) event.value = cleanData(value, '/value', originals) ?? null
  if (coins !== undefined) event.value = isRecord(event.value) ? { ...event.value, coins } : { coins }
  event.payload = coins === undefined || !isRecord(payload) || payload.coins === coins ? payload : { ...payload, coins }
  if (hasAny(originals.texts)) event.original = originals.texts
  if (hops !== undefined) event.hops = hops
  if (stamp.replay !== undefined) event.replay = stamp.replay
  const verdict = validate('new-event', event)
  if (!verdict.ok) throw new TypeError(verdict.message)
  return verdict.value
}

/** Where the gift stands in its streak. Throws a TypeError when the source says so in no sensible way. */
export function streakOf(streak: unknown): StreakStep {
  const { key, isShared, count, ended } = isRecord(streak) ? streak : {}
  if (typeof key !== 'string' || key === '') throw new TypeError('"streak.key" is not a text')
  if (!Number.isSafeInteger(count) || Number(count) < 1) throw new TypeError('"streak.count" is not a number from 1 on')
  return { key: cleanText(key, MESSAGE), count: Number(count), ended: ended === true, isShared: isShared === true }
}

/** What is kept of a draft that is no event: its type, and what it held, so that nothing is lost. */
export function malformed(draft: unknown, stamp: Stamp): NewEvent {
  const { eventType, eventId } = isRecord(draft) ? draft : {}
  const text = textOf(draft)
  const kept = boundedBytes(text, MAX_RAW_BYTES)
  const id = typeof eventId === 'string' ? cleanText(eventId, MESSAGE) : ''
  return eventOf(
    {
      eventType: 'raw',
      // As long as the schema wants it, in characters and once it is clean.
      ...(Array.from(id.slice(0, 6)).length >= 3 && { eventId: id }),
      payload: {
        rawType: typeof eventType === 'string' && eventType !== '' ? eventType : 'unknown',
        reason: 'malformed',
        data: Buffer.from(kept).toString('base64'),
        truncated: kept.length < text.length,
      },
    },
    stamp,
  )
}

const MAX_RAW_BYTES = 16 * 1024

function isEventType(value: unknown): value is EventType {
  return typeof value === 'string' && Object.hasOwn(TRIGGER_ID, value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function hasAny(fields: object) {
  for (const _ in fields) return true
  return false
}

/** The source's time, or ours when that is not to be believed; `original` then says what it was. */
function timestampOf(given: unknown, at: { isLive: boolean; nowMs: number }, originals: Originals) {
  const timestamp = given === undefined ? undefined : plausibleTime(String(given), at)
  if (timestamp !== undefined) return timestamp
  if (given !== undefined) originals.texts['/timestamp'] = boundedBytes(String(given), 64)
  return new Date(at.nowMs).toISOString()
}

function named(user: unknown) {
  if (!isRecord(user)) return user
  const { displayName, uniqueId } = user
  const name = safeName(typeof displayName === 'string' ? displayName : '', typeof uniqueId === 'string' ? uniqueId : '')
  // A spread with a field after it makes a slow object: all that looks at it takes twice the time.
  return Object.assign({}, user, { safeName: name })
}

/** The whole price of a gift: as the source says, or else count times the price of one. */
function coinsOf(payload: unknown): number | undefined {
  if (!isRecord(payload)) return undefined
  const { coins, giftCount, diamondCount } = payload
  if (typeof coins === 'number' && coins !== 0) return coins
  const computed = Math.min(Number.MAX_SAFE_INTEGER, Number(giftCount) * Number(diamondCount))
  return Number.isNaN(computed) ? undefined : computed
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item)) ?? String(value)
  } catch (error) {
    return `Not shown: ${String(error)}`
  }
}
