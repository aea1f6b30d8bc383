import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasContact } from '../../../plugins/moderation/filters/contact.ts'
import { createCrowd } from '../../../plugins/moderation/filters/crowd.ts'
import { isEmojiFlood } from '../../../plugins/moderation/filters/emoji.ts'
import { hasLink } from '../../../plugins/moderation/filters/links.ts'
import { isOdd } from '../../../plugins/moderation/filters/oddity.ts'
import { isRepetitive } from '../../../plugins/moderation/filters/repeats.ts'
import { isShouted } from '../../../plugins/moderation/filters/shouting.ts'
import { readSettings } from '../../../plugins/moderation/settings.ts'
import { settlingOf } from '../../support/settling.ts'

/** A filter finds the first and leaves the second. */
const cases: readonly (readonly [name: string, finds: (text: string) => boolean, found: readonly string[], left: readonly string[]])[] = [
  [
    'shouting',
    isShouted,
    ['SIGUEME AHORA', 'ESTO ES UNA LOCURA total'],
    ['GG WP', 'Hola Mundo', 'NASA y FBI en un sitio', 'مرحبا بكم جميعا', '配信ありがとう', 'OK OK OK'],
  ],
  [
    'repetition',
    isRepetitive,
    ['aaaaaaaaaaaa', '!!!!!!!!!!!!!!', 'spam spam spam spam spam spam', 'SPAM spam Spam spam, spam spam'],
    ['jajajajajajajaja', 'holaaaaa', 'muy muy muy bien', 'noooooooo', 'ya ya ya'],
  ],
  [
    'a link',
    hasLink,
    [
      'http://a.b',
      'https://example.org/x',
      'www.algo.es',
      'mira ejemplo.com',
      'ejemplo punto com',
      'example (dot) com',
      'my site dot net please',
      'discord.gg/abc',
      't.me/canal',
      'exam\u200bple.com',
      'ＥＸＡＭＰＬＥ．ＣＯＭ',
      'ven a twitch.tv',
    ],
    [
      'hola.que tal',
      'son 3.5 puntos',
      'punto com a',
      'el punto es que',
      'fin...',
      'v1.2.3',
      'a las 20.30',
      'no.me lo creo',
      'dot the i',
      '@luna.es',
    ],
  ],
  [
    'a phone number or an address of mail',
    hasContact,
    [
      'llámame al 612 345 678',
      '+52 55 1234 5678',
      '(555) 123-4567 ok',
      'luna@example.com',
      'luna arroba gmail punto com',
      'luna(at)example.com',
      'luna @ example.com',
      'luna [@] example dot com',
    ],
    [
      '1234567',
      '@user8837261190 hola',
      'user8837261190',
      '7220000000000000042',
      '100 000 000',
      '999999999',
      '20:30 del 03/04/2026',
      '@luna',
      'hello @CANARY.HANDLE!',
      'gracias @maria.lopez por venir',
      'gané 10000 monedas',
      '1.000.000.000',
    ],
  ],
  [
    'marks in heaps and turned text',
    isOdd,
    ['Z̸̡̢̛͇͓a̷̧̛͙͓̓l̶̨͚̈́̓g̵̢̛̪̎o̷', 'a\u0300\u0301\u0302\u0303', '\u202ea\u202eb\u202ec'],
    ['Tomáš', 'Việt Nam ế', 'नमस्ते दुनिया', 'שָׁלוֹם', 'مَرْحَبًا', '👨‍👩‍👧‍👦❤️', '1️⃣2️⃣3️⃣', '\u202bשלום\u202c'],
  ],
  [
    'more emoji than a feeling needs',
    isEmojiFlood,
    ['🔥'.repeat(13), `mira ${'😂🎉'.repeat(7)}`],
    ['🔥'.repeat(12), '👨‍👩‍👧‍👦'.repeat(12), '🇪🇸'.repeat(12), '❤️'.repeat(12), '12345678901234567890'],
  ],
]

for (const [name, finds, found, left] of cases) {
  test(`S0-139: ${name} is found, and what only looks like it is left`, () => {
    assert.deepEqual([found.filter((text) => !finds(text)), left.filter(finds)], [[], []])
  })
}

test('H5: one word that fills a long chat is looked through once, and not once for each of its letters', () => {
  const since = performance.now()
  const found = ['a'.repeat(20_000), 'a.'.repeat(10_000)].map((text) => [hasContact(text), hasLink(text)])
  assert.deepEqual([found, performance.now() - since < 2000], [Array(2).fill([false, false]), true])
})

const LIMITS = { floodCount: 3, floodMs: 10_000, repeatCount: 1, repeatMs: 30_000, raidCount: 3 }

test('the crowd is known up to 2,000 viewers and texts, and the newest count', () => {
  const crowd = createCrowd()
  const say = (at: number, userId: string, text: string) => crowd.judge({ eventId: `${at}`, userId, text, at: 1000 }, LIMITS)
  say(-1, 'first', 'the first text of all')
  for (let at = 0; at < 2000; at++) say(at, `${at}`, `something else ${at}`)
  assert.deepEqual([say(5000, 'first', 'the first text of all'), say(5001, '1999', 'something else 1999')], [undefined, 'repeat'])
})

test('a command for a game may be said again and again', () => {
  const crowd = createCrowd()
  const say = (at: number, text: string) => crowd.judge({ eventId: text + at, userId: 'a', text, at: at * 5000 }, LIMITS)
  assert.deepEqual(
    [say(1, '!vote 1'), say(2, '!vote 1'), say(3, '/jump'), say(4, 'vote 1'), say(5, 'vote 1')],
    [undefined, undefined, undefined, undefined, 'repeat'],
  )
})

test('short answers that many give are no raid, and signs alone are no repeat', () => {
  const crowd = createCrowd()
  const say = (at: number, userId: string, text: string) => crowd.judge({ eventId: `${at}`, userId, text, at }, LIMITS)
  const verdicts = Array.from({ length: 10 }, (_, at) => say(at, `${at}`, 'gg wp'))
  assert.deepEqual([new Set(verdicts), say(20, 'a', '???'), say(21, 'a', '???')], [new Set([undefined]), undefined, undefined])
})

test('who sets one filter still has the others as they were, and is shown them', async () => {
  const settle = await settlingOf('moderation')
  const { filters } = settle({ filters: { caps: 'hold' } })
  assert.deepEqual({ ...(settle().filters as object), caps: 'hold' }, filters)
})

test('S0-142: whatever says no in FEATURE_CONTENT_MODERATION switches it off, and the settings win', async () => {
  const settle = await settlingOf('moderation')
  const isOn = (variable: string | undefined, chosen = {}) => readSettings(settle(chosen), () => variable).enabled
  assert.deepEqual(
    [undefined, '', 'true', 'false', 'FALSE', '0', 'off'].map((variable) => isOn(variable)),
    [true, true, true, false, false, false, false],
  )
  assert.equal(isOn('false', { enabled: true }), true)
})

const CROWD = { floodCount: 2, floodMs: 1000, repeatCount: 1, repeatMs: 10_000, raidCount: 2 }

/** Verdicts over what is said, each at its time. */
function judged(said: readonly (readonly [at: number, userId: string, text: string, eventId?: string])[], limits = CROWD) {
  const crowd = createCrowd()
  return said.map(([at, userId, text, eventId = `${userId}:${text}:${at}`]) => crowd.judge({ eventId, userId, text, at }, limits))
}

test('a flood is more than so many of one viewer within the time, and a chat that comes again is judged as before and counts once', () => {
  const words = ['uno', 'dos', 'tres']
  const flood = (times: readonly number[]) => judged(times.map((at, n) => [at, 'a', words[n] ?? '']))
  assert.deepEqual(
    [flood([0, 500, 999]), flood([0, 500, 1000])],
    [
      [undefined, undefined, 'flood'],
      [undefined, undefined, undefined],
    ],
  )
  assert.deepEqual(
    judged([
      [0, 'a', 'uno', '1'],
      [1, 'a', 'dos', '2'],
      [2, 'a', 'dos', '2'],
      [3, 'b', 'tres', '3'],
      [4, 'a', 'tres', '4'],
      [5, 'a', 'tres', '4'],
    ]),
    [undefined, undefined, undefined, undefined, 'flood', 'flood'],
  )
})

test('a repeat is the same of one viewer within the time, however it is spaced and written, and not what everybody says', () => {
  const repeat = (first: string, second: string, after: number) =>
    judged([
      [0, 'a', first],
      [after, 'a', second],
    ]).at(-1)
  assert.deepEqual(
    [
      repeat('sigueme', 'S.I.G.U.E.M.E !!', 9999),
      repeat('hola', 'hola', 1),
      repeat('sigueme', 'sigueme', 10_000),
      repeat('lol', 'lol', 1),
      repeat('!jugar', '!jugar', 1),
    ],
    ['repeat', 'repeat', undefined, undefined, undefined],
  )
})

test('a raid is the same twelve letters or more of more viewers than so many, each counted once', () => {
  const raid = (text: string, viewers: string) =>
    judged(
      [...viewers].map((userId, at) => [at * 2000, userId, text] as const),
      { ...CROWD, repeatCount: 9 },
    )
  assert.deepEqual(
    [raid('vengan todos', 'abc'), raid('ven a mi live ya', 'abc'), raid('ven a mi live ya', 'aab')].map((verdicts) => verdicts.at(-1)),
    [undefined, 'repeat', undefined],
  )
})
