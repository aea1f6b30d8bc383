import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMatcher } from '../../../plugins/moderation/words/matcher.ts'

const lists = { levels: [{ level: 'strong', entries: ['puta', 'ass'] }], innocent: [] } as const

/** Which of these texts are found. */
function found(texts: readonly string[], own: { readonly blocked?: readonly string[]; readonly allowed?: readonly string[] }) {
  const find = createMatcher({ lists, ...own })
  return texts.filter((text) => find(text) !== undefined)
}

test('a word that is allowed may be drawn out and spelt letter by letter, as it may be said', () => {
  const ways = ['puta', 'puuuta', 'p u t a', 'PUTA']
  assert.deepEqual([found(ways, {}), found(ways, { allowed: ['puta'] })], [ways, []])
})

test('letters apart are a bad word as a whole, however short, or with others around it', () => {
  const ways = ['a s s', 'x p u t a x', 'x a s s x']
  assert.deepEqual(found(ways, {}), ['a s s', 'x p u t a x'])
})

test('of a blocked word only stars at its ends mean anything, and spaces around it nothing', () => {
  const texts = ['un spoil aqui', 'un spoiler aqui', 'un spooil aqui', 'un spxil aqui']
  assert.deepEqual(
    [' spoil ', 'sp*il', 'spoil*', '*il'].map((word) => found(texts, { blocked: [word] })),
    [[texts[0], texts[2]], [], [texts[0], texts[1], texts[2]], [texts[0], texts[2], texts[3]]],
  )
  assert.deepEqual(found(['un spil aqui'], { blocked: ['sp*il'] }), ['un spil aqui'])
})

test('a word with letters left out is found when it is just as long, and at most half of it is missing', () => {
  assert.deepEqual(found(['p*ta', 'a*s', 'a*sembly', 'p*', '***a', 'p*tas'], {}), ['p*ta', 'a*s'])
})
