import type { EventOf, EventType, UnifiedEvent } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { isObject } from '../../base/is-object.ts'
import { nearest } from '../../base/nearest.ts'
import type { Input } from './fields.ts'

type Known = Readonly<Record<'fields' | 'user', readonly string[]>>

/** Of a whole event, beside what is asked of it. */
const ENVELOPE = {
  ...{ schemaVersion: true, eventType: true, eventId: true, triggerId: true, streamId: true, sessionId: true, seqNo: true },
  ...{ timestamp: true, ingestedAt: true, source: true, original: true, hops: true, replay: true, user: true, value: true, payload: true },
} satisfies Readonly<Record<keyof UnifiedEvent, true>>
/** How a streak was counted is for ingest to say. */
const COUNTED = ['streakId', 'streakStatus', 'missedCount', 'streakTotal', 'endedBy', 'isGiftStreak', 'receiver'] satisfies readonly (
  | keyof EventOf<'gift'>['payload']
  | keyof EventOf<'giftStreak'>['payload']
  | keyof EventOf<'like'>['payload']
)[]

const VALUE = ['coins', 'diamonds', 'amountCents', 'currency'] satisfies readonly (keyof NonNullable<UnifiedEvent['value']>)[]

/** What to say of a field that a type does not have. */
export function unknownField(type: EventType, wrong: string, known: readonly string[]): string {
  const meant = nearest(wrong, known)
  return `A ${type} has no field "${wrong.slice(0, 60)}"; ${meant ? `did you mean "${meant}"?` : `it has ${known.join(', ')}`}`
}

/** Throws EVENT_INVALID for a field of friendly input, or of a whole event, that nothing would read: what is mistyped would be made up. */
export function refuseUnknownFields(type: EventType, input: Input, { fields, user }: Known): void {
  const ofEvent = [...fields, ...Object.keys(ENVELOPE), ...COUNTED]
  refuse(type, input, { at: '', known: ofEvent, told: fields })
  refuse(type, input.payload, { at: '/payload', known: ofEvent, told: fields })
  refuse(type, input.value, { at: '/value', known: [...fields, ...VALUE], told: fields })
  refuse(type, input.user, { at: '/user', known: [...user, 'safeName'], told: user })
}

type Place = { readonly at: string; readonly known: readonly string[]; readonly told: readonly string[] }

function refuse(type: EventType, part: unknown, { at, known, told }: Place): void {
  const wrong = isObject(part) ? Object.keys(part).find((name) => !known.includes(name)) : undefined
  if (wrong === undefined) return
  const path = `${at}/${wrong.replaceAll('~', '~0').replaceAll('/', '~1')}`
  throw new HostError('EVENT_INVALID', unknownField(type, wrong, told), { path })
}
