import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { recordingKeyOf } from '../../../../plugins/tts/cache/key.ts'
import { checkMessages } from '../../../../plugins/tts/compose/check.ts'
import { compose } from '../../../../plugins/tts/compose/compose.ts'
import { DEFAULT_MESSAGES } from '../../../../plugins/tts/compose/defaults.ts'
import { fixedParts } from '../../../../plugins/tts/compose/fixed.ts'
import { giftKey, patternOf } from '../../../../plugins/tts/compose/messages.ts'
import type { Message } from '../../../../plugins/tts/speech.ts'

/** Always the first of what there is to choose from. */
const first = () => 0
const es = checkMessages(DEFAULT_MESSAGES, 'es')
const said = (message: Message, random = first, messages = es) => compose(message, { messages, language: 'es', random })

/** As gmod-tts-modular.json has it: no languages, and each structure in one of the ways that people write them down. */
const MODULAR = {
  follow: {
    openers: ['¡Oye!', '¡Mira!'],
    actions: ['te sigue'],
    structures: [
      { weight: 3, parts: ['openers', 'username', 'actions'] },
      { weight: 1, parts: ['username', 'actions'] },
    ],
  },
  gift: {
    rosa: { openers: ['Gracias'], actions: ['por tu rosa'], structures: [{ structure: 'opener+user+action' }] },
    corazon_coreano: { openers: ['Uy'], structures: ['{opener} {user}'] },
    default: { actions: ['regaló'], structures: [['user', 'action', 'gift']] },
  },
  like_count_hit: { actions: ['¡{{count}} likes!'], structures: [{ template: '{action}' }] },
}

test('S0-116: a message is made of parts, in an order that is chosen', () => {
  assert.deepEqual(said({ category: 'gift', name: 'xX_Luna_Xx', gift: 'Cohete' }), [
    { kind: 'part', text: '¡Muchas gracias,' },
    { kind: 'name', text: 'Luna' },
    { kind: 'part', text: 'por el regalo!' },
  ])
})

test('S0-123: every category is there in both languages, gifts by their name with one for all others', () => {
  const categories = ['follow', 'gift', 'chat', 'like', 'share', 'social', 'like_count_hit', 'follow_count_hit', 'subscribe', 'tip']
  for (const language of ['es', 'en']) {
    const messages = checkMessages(DEFAULT_MESSAGES, language)
    for (const category of categories) assert.ok(patternOf(messages, category, undefined), `${language} ${category}`)
    for (const gift of ['rosa', 'corazon_coreano', 'default']) assert.ok(messages.get('gift')?.patterns.has(gift), gift)
  }
  const line = (gift: string) => said({ category: 'gift', name: 'Luna', gift })?.at(-1)?.text
  assert.deepEqual(['Rosa', 'Rose', 'Finger Heart', 'Corazón coreano', 'Lion'].map(line), [
    'por la rosa!',
    'por la rosa!',
    'por el corazón!',
    'por el corazón!',
    'por el regalo!',
  ])
  assert.equal(giftKey('  ¡Corazón  coreano! '), 'corazon_coreano')
})

test('S0-123: {{count}} is filled in, and what is filled in is spoken once, not kept as a part', () => {
  assert.deepEqual(said({ category: 'like_count_hit', values: { count: 5000 } }), [
    { kind: 'part', text: '¡Increíble!' },
    { kind: 'phrase', text: '¡Llegamos a 5000 me gusta!' },
  ])
})

test('T53: what viewers are called and write is never a template', () => {
  const pieces = said({ category: 'chat', name: '{{count}}', text: '{{user}} {{constructor}} {{count}}', values: { count: 7 } })
  assert.deepEqual(pieces?.at(-1), { kind: 'phrase', text: '{{user}} {{constructor}} {{count}}' })
  assert.deepEqual(pieces?.[0], { kind: 'name', text: 'count' })
  const messages = checkMessages({ chat: { actions: ['dijo {{text}} {{toString}}.'], structures: ['action'] } }, 'es')
  assert.deepEqual(said({ category: 'chat', text: '{{count}}', values: { count: 7 } }, first, messages), [
    { kind: 'phrase', text: 'dijo {{count}} .' },
  ])
})

test('S0-123: twice the weight is chosen twice as often', () => {
  const messages = checkMessages(MODULAR, 'es')
  let n = 0
  // Evenly over 0 to 1 for the structure; the list is chosen from with what follows.
  const counts = { short: 0, long: 0 }
  for (let round = 0; round < 400; round += 1) {
    let asked = 0
    const pieces = said({ category: 'follow', name: 'Luna' }, () => (asked++ === 0 ? (n++ + 0.5) / 400 : 0), messages)
    counts[pieces?.length === 2 ? 'short' : 'long'] += 1
  }
  assert.deepEqual(counts, { short: 100, long: 300 })
})

test('S0-122: gmod-tts-modular.json is read as it is, for any language', () => {
  const messages = checkMessages(MODULAR, 'en')
  assert.deepEqual(
    said({ category: 'gift', name: 'Luna', gift: 'Rosa' }, first, messages)?.map(({ text }) => text),
    ['Gracias', 'Luna', 'por tu rosa'],
  )
  assert.deepEqual(
    said({ category: 'gift', name: 'Luna', gift: 'Corazón coreano' }, first, messages)?.map(({ text }) => text),
    ['Uy', 'Luna'],
  )
  assert.deepEqual(
    said({ category: 'gift', name: 'Luna', gift: 'León' }, first, messages)?.map(({ text }) => text),
    ['Luna', 'regaló', 'León'],
  )
  assert.deepEqual(
    said({ category: 'like_count_hit', values: { count: 100 } }, first, messages)?.map(({ text }) => text),
    ['¡100 likes!'],
  )
})

test('S0-122: the example of MESSAGES.md is read, and the name of a recording there is the one that is looked for', async () => {
  const text = readFileSync(new URL('../../../../plugins/tts/MESSAGES.md', import.meta.url), 'utf8')
  const messages = checkMessages(JSON.parse(/```json\n(.*?)```/s.exec(text)?.[1] ?? ''), 'es')
  const line = (message: Message) => said(message, first, messages)?.map((piece) => piece.text)
  assert.deepEqual(line({ category: 'gift', name: 'Luna', gift: 'Rose' }), ['¡Gracias,', 'Luna', 'por la rosa!'])
  assert.deepEqual(line({ category: 'like_count_hit', values: { count: 9 } }), ['¡Llegamos a 9 me gusta!'])
  // By its own command: printf 'gift%s' 'por la rosa!' | sha256sum | cut -c1-16
  assert.equal(await recordingKeyOf('gift', 'por la rosa!'), '6c8059f9471f0f2d')
})

test('a category that nobody wrote is not said, and a viewer without a name is somebody', () => {
  assert.equal(said({ category: 'nothing' }), undefined)
  assert.deepEqual(said({ category: 'follow' })?.[0], { kind: 'name', text: 'alguien' })
})

test('S0-120: the parts that can be made ready are those that are the same each time, each once', () => {
  const parts = fixedParts(es).map(({ text }) => text)
  assert.ok(parts.includes('por la rosa!') && !parts.some((text) => text.includes('{{')))
  assert.equal(new Set(parts).size, parts.length)
})

test('S0-122: what is wrong with the file is said by its field, with what to do', () => {
  const structures = [{ parts: ['user'] }]
  const WRONG: readonly (readonly [json: unknown, sentence: RegExp])[] = [
    [[], /^The file is no object: write \{ … \}$/],
    [{ follow: 7 }, /^follow is no object/],
    [{ follow: { openers: ['x'] } }, /^follow has no “structures”: write down in which order/],
    [{ follow: { structures: [] } }, /^follow\.structures is no list of 1 to 50/],
    [{ follow: { structures: [{ parts: [] }] } }, /^follow\.structures\[0\]\.parts is no list of 1 to 12 parts: use opener, connector/],
    [{ follow: { structures: [{ parts: ['constructor'] }] } }, /parts\[0\] is "constructor": use one of/],
    [{ follow: { structures: [{ parts: ['usr'] }] } }, /^follow\.structures\[0\]\.parts\[0\] is "usr": use one of opener/],
    [
      { follow: { structures: [{ parts: ['opener'] }] } },
      /^follow\.structures\[0\] says “opener”, and there is no list of them: add “openers”/,
    ],
    [{ follow: { structures: [{ weight: 0, parts: ['user'] }] } }, /^follow\.structures\[0\]\.weight is no number above 0/],
    [{ follow: { openers: 'x', structures } }, /^follow\.openers is no list of up to 200 texts/],
    [{ follow: { openers: ['x', ''], structures } }, /^follow\.openers\[1\] is no text of 1 to 300 characters/],
    [{ gift: { rosa: { openers: ['x'] } } }, /^gift\.rosa\.structures is no list/],
    [{ es: { follow: { structures } }, en: { follow: { structures: [{ parts: ['usr'] }] } } }, /^en\.follow\.structures\[0\]\.parts\[0\]/],
  ]
  for (const [json, message] of WRONG)
    assert.throws(() => checkMessages(json, 'es'), { name: 'MessagesError', message }, JSON.stringify(json))
})
