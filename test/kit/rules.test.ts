import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRules, type When } from '../../core/kit/rules.ts'
import { fixtureOf } from '../../core/rehearsal/events.ts'
import type { EventType } from '../../schemas/types.ts'

const rule = (id: string, when: When) => ({ id, ...when })
const idsOf = (rules: readonly { readonly id: string }[]) => rules.map(({ id }) => id)

/** The ids of the rules that an event calls for. */
async function called(rules: readonly (When & { readonly id: string })[], type: EventType, payload: Record<string, unknown> = {}) {
  return idsOf(createRules(rules)(await fixtureOf(type, payload)))
}

test('rules are called for by the type of the event, in their order', async () => {
  const rules = [rule('a', { event: 'follow' }), rule('b', { event: 'gift' }), rule('c', { event: 'follow' })]
  assert.deepEqual(await called(rules, 'follow'), ['a', 'c'])
})

test('a gift is known by its name in letters of either case, and by its coins', async () => {
  const rules = [rule('rose', { event: 'gift', gift: ' rose' }), rule('dear', { event: 'gift', atLeast: 100 })]
  assert.deepEqual(
    [
      await called(rules, 'gift', { giftName: 'Rose', coins: 99 }),
      await called(rules, 'gift', { giftName: 'Galaxy', coins: 100 }),
      await called([rule('step', { event: 'giftStreak', gift: 'Rose', atLeast: 5 })], 'giftStreak', { giftName: 'rose', coins: 5 }),
    ],
    [['rose'], ['dear'], ['step']],
  )
})

test('a chat is known by its first word, and by nothing that only begins like it or stands later', async () => {
  const rules = [rule('jump', { event: 'chat', word: '!jump' })]
  const messages = ['!jump', ' !JUMP now ', '!jumper', 'I said !jump', '']
  assert.deepEqual(await Promise.all(messages.map((message) => called(rules, 'chat', { message }))), [['jump'], ['jump'], [], [], []])
})

test('a tip is known by its cents', async () => {
  const tips = createRules([rule('tip', { event: 'tip', atLeast: 500 })])
  const tip = (amountCents: number) => fixtureOf('tip', {}, { value: { amountCents, currency: 'EUR' } })
  assert.deepEqual([idsOf(tips(await tip(499))), idsOf(tips(await tip(500)))], [[], ['tip']])
})

test('a rule cools down, each for itself, and is called for again by another try of the same event', async () => {
  let now = 0
  const rules = createRules([rule('slow', { event: 'gift', coolDownSeconds: 10 }), rule('quick', { event: 'gift' })], () => now)
  const gift = (eventId: string) => fixtureOf('gift', {}, { eventId: `gift:${eventId}` })
  const seen = [idsOf(rules(await gift('1'))), idsOf(rules(await gift('1')))]
  now = 9999
  seen.push(idsOf(rules(await gift('2'))))
  now = 10_000
  seen.push(idsOf(rules(await gift('3'))))
  assert.deepEqual(seen, [['slow', 'quick'], ['slow', 'quick'], ['quick'], ['slow', 'quick']])
})

test('another try is answered as the first was, though another event called for the rule in between', async () => {
  let now = 0
  const rules = createRules([rule('slow', { event: 'gift', coolDownSeconds: 1 }), rule('quick', { event: 'gift' })], () => now)
  const gift = (eventId: string) => fixtureOf('gift', {}, { eventId })
  const first = rules(await gift('gift:1'))
  now = 1500
  rules(await gift('gift:2'))
  now = 1600
  assert.deepEqual(
    [idsOf(rules(await gift('gift:1'))), idsOf(first)],
    [
      ['slow', 'quick'],
      ['slow', 'quick'],
    ],
  )
})

test('a clock that is set back keeps no rule from being called for', async (t) => {
  let wall = Date.now()
  t.mock.method(Date, 'now', () => wall)
  const rules = createRules([rule('slow', { event: 'gift', coolDownSeconds: 0.001 })])
  rules(await fixtureOf('gift', {}, { eventId: 'gift:1' }))
  wall -= 3_600_000
  const since = performance.now()
  while (performance.now() - since < 2);
  assert.deepEqual(idsOf(rules(await fixtureOf('gift', {}, { eventId: 'gift:2' }))), ['slow'])
})
