import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { anonymous } from '../../core/store/erasure/anonymous.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'

const folder = new URL('../../schemas/fixtures/', import.meta.url)
const files = readdirSync(folder)

const CANARY = 'canary'
/** Fields by which people are found, or in which they write. */
const PERSONAL = new Set([
  ...['userId', 'uniqueId', 'displayName', 'safeName', 'avatarUrl', 'tipperName', 'contributor', 'lastEventId'],
  ...['message', 'question', 'text', 'prize'],
])
/** The platform or the host words these. */
const OF_NOBODY = ['connected', 'disconnected', 'error']

/** The same with a canary wherever it has something of a person. */
function withCanaries(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return PERSONAL.has(key) ? `${CANARY} ${value}` : value
  if (Array.isArray(value)) return value.map((item) => withCanaries(item, key === 'userIds' ? 'userId' : key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withCanaries(item, name)]))
}

/** What is more in an event than its fixture says: what was cleaned, a badge with a name, and ids that are made of the user's. */
function eventOf(file: string): UnifiedEvent {
  const event = withCanaries(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) as UnifiedEvent
  const { user, payload } = event
  const data = event.eventType === 'raw' ? { data: `${CANARY}` } : {}
  const streak = 'streakId' in payload ? { streakId: `room:${user?.userId}:5655` } : {}
  // Fields that each kind of event may have.
  return {
    ...event,
    eventId: `room:${user?.userId ?? ''}:1`,
    original: { '/payload/message': CANARY },
    ...(user && { user: { ...user, badges: [{ kind: 'fan', name: CANARY, imageUrl: CANARY, level: 3 }] } }),
    payload: { ...payload, ...data, ...streak },
  } as unknown as UnifiedEvent
}

/** All numbers and truths in it, in order. */
function countsIn(value: unknown): readonly unknown[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(countsIn).sort() : []
}

test('there is a fixture of every type', () => assert.ok(files.length > 20))

for (const file of files) {
  const type = file.replace('.json', '')
  test(`G3: nobody is found by an old ${type}, and what it counts stays`, () => {
    const event = eventOf(file)
    const old = anonymous(event, () => 'anon:1')
    if (!OF_NOBODY.includes(type)) assert.equal(JSON.stringify(old).includes(CANARY), false, JSON.stringify(old))
    assert.deepEqual(countsIn(old), countsIn(event))
    assert.deepEqual([old.user?.userId, old.user?.displayName], event.user ? ['anon:1', 'Viewer'] : [undefined, undefined])
    assert.equal(old.eventId, event.user ? 'room:anon:1:1' : 'room::1')
  })
}

test('G3: whoever is known by a name alone is in no id of an old event', () => {
  const event = eventOf('gift.json')
  const user = { userId: 'tip:petra', uniqueId: 'petra', displayName: 'Petra', safeName: 'Petra' }
  // The gift of the fixture, from somebody else.
  const given = { ...event, user, eventId: 'room:tip:petra:5655:gift' } as UnifiedEvent
  assert.equal(anonymous(given, () => 'anon:1').eventId, 'room:anon:1:5655:gift')
})
