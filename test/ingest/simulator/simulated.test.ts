import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { HostError } from '../../../core/base/errors.ts'
import { validate } from '../../../core/base/validate.ts'
import { fieldNames, simulatedDraft } from '../../../core/ingest/simulator/simulated.ts'
import { EVENT_TYPES, TRIGGER_ID } from '../../../schemas/types.ts'

const now = () => Date.UTC(2026, 0, 1)

function pathOfFault(type: string, input: Record<string, unknown>): unknown {
  try {
    return simulatedDraft(type, input, now)
  } catch (error) {
    assert.ok(error instanceof HostError && error.code === 'EVENT_INVALID', String(error))
    return [error.detail.path, error.message]
  }
}

for (const type of EVENT_TYPES) {
  test(`a ${type} of no fields at all is an event that ingest takes`, () => {
    const { user, ...draft } = simulatedDraft(type, {}, now)
    const ids = {
      schemaVersion: '1',
      eventId: 'some:id',
      streamId: 'some:stream',
      sessionId: 'some',
      timestamp: new Date(now()).toISOString(),
    }
    const event = { ...ids, triggerId: TRIGGER_ID[type], ...draft, ...(user && { user: { ...user, safeName: 'Viewer' } }) }
    assert.deepEqual(validate('new-event', event), { ok: true, value: event })
    assert.equal(draft.source, 'simulator')
  })

  test(`the canonical ${type} is taken as it is written`, async () => {
    const fixture = JSON.parse(await readFile(new URL(`../../../schemas/fixtures/${type}.json`, import.meta.url), 'utf8'))
    const { payload, value } = simulatedDraft(type, fixture, now)
    // How a streak was counted is for ingest to say.
    const { streakId, streakStatus, streakTotal, endedBy, isGiftStreak, receiver, ...rest } = fixture.payload
    const kept = type === 'giftStreak' ? { ...rest, streakId, streakStatus } : rest
    assert.deepEqual([payload, value], [kept, fixture.value])
  })
}

test('a chat takes the short names that people use', () => {
  const expected = {
    eventType: 'chat',
    source: 'simulator',
    user: { userId: 'simulated:ana', uniqueId: 'ana', displayName: 'Ana 🌹', isModerator: true },
    payload: { message: '¡Hola!' },
  }
  assert.deepEqual(simulatedDraft('chat', { username: '@ana', nickname: 'Ana 🌹', isModerator: true, comment: '¡Hola!' }), expected)
  assert.deepEqual(
    simulatedDraft('chat', { user: { uniqueId: 'ana', nickname: 'Ana 🌹', isModerator: true }, message: '¡Hola!' }),
    expected,
  )
})

test('a viewer with only a name gets a handle from it', () => {
  assert.deepEqual(simulatedDraft('follow', { user: 'La Abuela 👵' }).user, {
    userId: 'simulated:la_abuela.d810ebf100658396',
    uniqueId: 'la_abuela.d810ebf100658396',
    displayName: 'La Abuela 👵',
  })
})

const GIFTS: readonly (readonly [input: Record<string, unknown>, payload: Record<string, unknown>])[] = [
  [{}, { giftId: '5655', giftName: 'Rose', giftCount: 1, coins: 1, diamondCount: 1, giftType: 1 }],
  [
    { giftName: 'rose', repeatCount: 5 },
    { giftId: '5655', giftName: 'Rose', giftCount: 5, coins: 5, diamondCount: 1, giftType: 1 },
  ],
  [{ giftId: 11046 }, { giftId: '11046', giftName: 'Galaxy', giftCount: 1, coins: 1000, diamondCount: 1000, giftType: 2 }],
  [{ giftId: '77' }, { giftId: '77', giftName: 'Gift 77', giftCount: 1, coins: 1, diamondCount: 1, giftType: 1 }],
  [
    { giftName: 'Castle', diamondCount: '20', giftCount: '3' },
    { giftId: '1', giftName: 'Castle', giftCount: 3, coins: 60, diamondCount: 20, giftType: 1 },
  ],
  [
    { giftName: 'Castle', coins: 60, giftCount: 3 },
    { giftId: '1', giftName: 'Castle', giftCount: 3, coins: 60, diamondCount: 20, giftType: 1 },
  ],
  [
    { giftName: 'Castle', coins: 61, giftCount: 3 },
    { giftId: '1', giftName: 'Castle', giftCount: 3, coins: 61, giftType: 1 },
  ],
]

for (const [input, payload] of GIFTS) {
  test(`a gift of ${JSON.stringify(input)} is priced right and counted once`, () => {
    const draft = simulatedDraft('gift', input)
    assert.deepEqual([draft.payload, draft.value, draft.streak], [payload, { coins: payload.coins }, undefined])
  })
}

test('the fields of a draft always come in the same order', () => {
  const one = simulatedDraft('gift', { giftCount: 2, nickname: 'Ana', giftName: 'Rose', username: 'ana' })
  const two = simulatedDraft('gift', { username: 'ana', giftName: 'Rose', nickname: 'Ana', giftCount: 2 })
  assert.equal(JSON.stringify(one), JSON.stringify(two))
})

test('bad input is refused by the name of the field that was used', () => {
  assert.deepEqual(pathOfFault('gift', { repeatCount: 0 }), ['/repeatCount', '"repeatCount" must be a whole number from 1 to 1000000'])
  assert.deepEqual(pathOfFault('like', { likes: 'many' }), ['/likes', '"likes" must be a whole number, at least 1'])
  assert.deepEqual(pathOfFault('chat', { comment: { text: 'x' } }), ['/comment', '"comment" must be text'])
  assert.deepEqual(pathOfFault('follow', { user: { isModerator: 'yes' } }), [
    '/user/isModerator',
    '"user.isModerator" must be true or false',
  ])
  assert.deepEqual(pathOfFault('follow', { user: ['Ana'] }), ['/user', '"user" must be text'])
  assert.deepEqual((pathOfFault('streamEnd', { reason: 'bored' }) as string[])[0], '/payload/reason')
  assert.deepEqual((pathOfFault('battle', { participants: [{}] }) as string[])[0], '/payload/participants/0/userId')
  assert.deepEqual((pathOfFault('tip', { currency: 'euro' }) as string[])[0], '/value/currency')
})

test('a field that nothing would read is refused with its place and the one that was meant', () => {
  assert.deepEqual(pathOfFault('gift', { giftNme: 'Rose' }), ['/giftNme', 'A gift has no field "giftNme"; did you mean "giftName"?'])
  assert.deepEqual(pathOfFault('gift', { payload: { coinz: 5 } }), ['/payload/coinz', 'A gift has no field "coinz"; did you mean "coins"?'])
  assert.deepEqual(pathOfFault('chat', { user: { nickame: 'Ana' } }), [
    '/user/nickame',
    'A chat has no field "nickame"; did you mean "nickname"?',
  ])
  assert.match(
    String((pathOfFault('chat', { zzzzzz: 1 }) as string[])[1]),
    /^A chat has no field "zzzzzz"; it has user, value, payload, message/,
  )
})

test('an event type with a typing error is told which one was meant', () => {
  assert.deepEqual(pathOfFault('folow', {}), ['/eventType', '"folow" is not an event type; did you mean "follow"?'])
  assert.match(String((pathOfFault('__proto__', {}) as string[])[1]), /the types are chat, gift/)
})

test('input cannot reach the prototype of anything', () => {
  assert.equal(Object(pathOfFault('custom', JSON.parse('{ "__proto__": { "name": "x" } }')))[0], '/__proto__')
  assert.equal(Object(pathOfFault('custom', JSON.parse('{ "constructor": 1 }')))[0], '/constructor')
})

test('every field of a friendly event is known by name, and a whole event has no others', () => {
  for (const type of EVENT_TYPES) {
    const { payload, user = {}, value = {} } = simulatedDraft(type, {})
    const unknown = [payload, user, value].flatMap((part) => Object.keys(part)).filter((name) => !fieldNames(type).includes(name))
    assert.deepEqual(unknown, [], type)
  }
  assert.ok(fieldNames('tip').includes('amountCents'))
  assert.ok(!fieldNames('gift').includes('gftCount'))
})

test('viewers whose names are of signs alone are not one', () => {
  const ids = ['🦄', '💖💖', 'Ana-Luz', 'ana luz'].map((displayName) => simulatedDraft('chat', { displayName }).user?.userId)
  assert.equal(new Set(ids).size, 4, ids.join())
})
