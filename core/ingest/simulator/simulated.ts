import { EVENT_TYPES, type EventType, TRIGGER_ID } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { isObject } from '../../base/is-object.ts'
import { nearest } from '../../base/nearest.ts'
import { present } from '../../base/present.ts'
import { validate } from '../../base/validate.ts'
import { handleOf } from '../handle.ts'
import type { Draft } from '../source.ts'
import { createFields, type Fields, type Input } from './fields.ts'
import { refuseUnknownFields } from './known-fields.ts'
import { SHAPES } from './payloads.ts'

/**
 * The draft that a few friendly fields mean: `{}` gives something sensible, and so does a whole event.
 * Throws EVENT_INVALID; `detail.path` is the JSON Pointer of the field.
 */
export function simulatedDraft(eventType: string, input: Input, now: () => number = Date.now): Draft {
  const type = EVENT_TYPES.find((known) => known === eventType)
  if (type === undefined) throw unknownType(eventType)
  refuseUnknownFields(type, input, { fields: fieldNames(type), user: namesAskedBy(userOf) })
  const { byUser, payload } = SHAPES[type]
  const fields = { ...input, ...(isObject(input.payload) && input.payload) }
  const timestamp = new Date(now()).toISOString()
  const content = present(payload(createFields(fields), () => timestamp))
  const user = byUser || USER_FIELDS.some((name) => Object.hasOwn(input, name)) ? userOf(userFields(input)) : undefined
  const value = worthOf(type, { ...input, ...(isObject(input.value) && input.value) }, content)
  const draft = present({ eventType: type, source: 'simulator', user, value, payload: content })
  prove(draft, timestamp)
  // The schema has just proved it.
  return draft as Draft
}

/** The names that the fields of a type may have in friendly input. */
export function fieldNames(type: EventType): readonly string[] {
  const ofPayload = namesAskedBy((fields) => SHAPES[type].payload(fields, () => ''))
  const money = type === 'tip' ? namesAskedBy(moneyOf) : []
  return [...new Set(['user', 'value', 'payload', ...ofPayload, ...namesAskedBy(userOf), ...money])]
}

function namesAskedBy(read: (fields: Fields) => unknown): readonly string[] {
  const asked = new Set<string>()
  read(createFields({}, '', asked))
  return [...asked]
}

const USER_FIELDS = ['user', 'username', 'uniqueId', 'nickname', 'displayName', 'userId']

const userFields = ({ user, ...input }: Input) => (isObject(user) ? createFields(user, '/user') : createFields({ user, ...input }))

function userOf(given: Fields) {
  const handle = given.text('uniqueId', 'username')?.replace(/^@/, '')
  const displayName = given.text('displayName', 'nickname', 'user') ?? handle ?? 'Viewer'
  const uniqueId = handle ?? handleOf(displayName, 'viewer')
  return present({
    userId: given.text('userId') ?? `simulated:${uniqueId}`,
    uniqueId,
    displayName,
    avatarUrl: given.text('avatarUrl', 'profilePictureUrl'),
    followRole: given.count(['followRole'], { most: 2 }),
    isModerator: given.flag('isModerator'),
    isSubscriber: given.flag('isSubscriber'),
    isFriend: given.flag('isFriend'),
    gifterLevel: given.count(['gifterLevel']),
    teamMemberLevel: given.count(['teamMemberLevel']),
    badges: given.list('badges'),
  })
}

/** What it is worth: a gift's coins, a tip's money. */
function worthOf(type: EventType, input: Input, payload: Input) {
  if (type === 'gift') return { coins: payload.coins }
  if (type !== 'tip') return undefined
  return moneyOf(createFields(input))
}

function moneyOf(given: Fields) {
  return { amountCents: given.count(['amountCents', 'cents']) ?? 500, currency: given.text('currency')?.toUpperCase() ?? 'EUR' }
}

/** Throws unless ingest would take it. */
function prove(draft: Input, timestamp: string): void {
  const { eventType, user, ...rest } = draft
  const named = isObject(user) && { user: { ...user, safeName: 'Viewer' } }
  const ids = { schemaVersion: '1', eventId: 'simulated', streamId: 'simulated', sessionId: 'simulated', timestamp }
  // The type was found in the list of types.
  const verdict = validate('new-event', { ...ids, eventType, triggerId: TRIGGER_ID[eventType as EventType], ...rest, ...named })
  if (!verdict.ok) throw new HostError('EVENT_INVALID', verdict.message, { path: verdict.pointer })
}

function unknownType(eventType: string): HostError {
  const meant = nearest(eventType, EVENT_TYPES)
  const hint = meant ? `did you mean "${meant}"?` : `the types are ${EVENT_TYPES.join(', ')}`
  return new HostError('EVENT_INVALID', `"${eventType.slice(0, 60)}" is not an event type; ${hint}`, { path: '/eventType' })
}
