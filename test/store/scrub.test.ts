import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIdentity, type Identity } from '../../core/store/erasure/identity.ts'
import { createSieve } from '../../core/store/erasure/needles.ts'
import { createScrub } from '../../core/store/erasure/scrub.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { chat } from '../contracts/store.ts'

const identity: Identity = {
  ...createIdentity('anon:1'),
  userIds: new Set(['7312345678901999991']),
  handles: new Set(['rose', 'jo']),
  names: new Set(['Rosé (the first)', 'Jo']),
  texts: new Set(['I said this and nobody else did']),
}
const scrub = createScrub(identity)

const chatOf = (message: string, more: object = {}): UnifiedEvent =>
  // A chat with the two fields that the store adds.
  ({ ...chat(1), seqNo: 1, ingestedAt: '2026-01-01T00:00:00.000Z', ...more, payload: { message } }) as UnifiedEvent

const texts: readonly (readonly [string, string, string])[] = [
  ['a handle, however it is written', 'hi @ROSE, and rose.', 'hi Viewer, and Viewer.'],
  ['no handle within a word or another handle', 'primrose @rose.bud rose_2', 'primrose @rose.bud rose_2'],
  ['a name with signs in it', 'with Rosé (the first)!', 'with Viewer!'],
  ['a short name only with an @', 'Jo or @jo, jojo', 'Jo or Viewer, jojo'],
  ['an id, and none that is longer', 'id 7312345678901999991 73123456789019999910', 'id anon:1 73123456789019999910'],
  ['what was quoted', 'They said: I said this and nobody else did', 'They said: '],
]
for (const [what, before, after] of texts) {
  test(`erasing takes out of a text ${what}`, () => assert.equal(scrub.text(before), after))
}

test('erasing is not kept from its work by a text that nests without end', () => {
  const [open, close] = ['['.repeat(30_000), ']'.repeat(30_000)]
  assert.equal(scrub.text(`${open}"@rose"${close}`), `${open}"Viewer"${close}`)
})

test('erasing leaves gifts that are called like the viewer, and others who are', () => {
  const value = { giftName: 'Rose', user: { userId: '6812345678901234567', uniqueId: 'rose', displayName: 'Jo' } }
  assert.equal(scrub.value(value), value)
})

test('erasing reaches into lists, keys and JSON that is kept as text', () => {
  const value = {
    'seen:7312345678901999991': 3,
    list: [{ userId: '7312345678901999991', displayName: 'Jo' }],
    kept: '{"who":"@rose","n":1}',
  }
  assert.deepEqual(scrub.value(value), {
    'seen:anon:1': 3,
    list: [{ userId: 'anon:1', displayName: 'Viewer' }],
    kept: '{"who":"Viewer","n":1}',
  })
})

test('a viewer who is called like a field of ours changes no field', () => {
  const { event } = createScrub({ ...identity, handles: new Set(['message', 'user']) })
  assert.deepEqual(event(chatOf('@user, a message')), chatOf('Viewer, a Viewer'))
})

test('a viewer who is called like a word of the host changes no name, kind or id of an event', () => {
  const { event } = createScrub({ ...identity, names: new Set(['Tip', 'Manual', 'Streaming', 'Live']), handles: new Set() })
  const data = { tipSeqNo: 1, amountCents: 500, currency: 'EUR' }
  const reversal = chatOf('', { eventType: 'custom', eventId: 'reversed:tip:1' })
  for (const other of [
    { ...reversal, payload: { name: 'streaming.tip.reversed', data } },
    { ...reversal, eventType: 'tip', eventId: 'tip:2', payload: { method: 'manual' }, replay: { id: 'live', of: 1, to: ['tip'] } },
  ] as UnifiedEvent[])
    assert.equal(event(other), other)
  assert.equal(event(chatOf('x', { eventId: 'fact:room.live:7312345678901999991:1' })).eventId, 'fact:room.live:anon:1:1')
})

test('an event without the viewer stays the very same', () => {
  const event = chatOf('nothing here')
  assert.equal(scrub.event(event), event)
})

test('the sieve says yes to every text that erasing changes', () => {
  const sieve = createSieve(identity)
  const changed = texts.filter(([what, before, after]) => before !== after && !what.startsWith('what was quoted'))
  assert.deepEqual(
    changed.map(([, before]) => sieve(Buffer.from(before))),
    changed.map(() => true),
  )
  assert.equal(sieve(Buffer.from('nothing here')), false)
})
