import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanAnswer } from '../../../plugins/ai-chat/answer/clean.ts'
import { cutAtSentence, wholeSentences } from '../../../plugins/ai-chat/answer/cut.ts'
import { passesOwnFilter } from '../../../plugins/ai-chat/answer/own-filter.ts'

const clean = (text: string, maxChars = 280, isCut = false) => cleanAnswer(text, { persona: 'Nova', maxChars, isCut })

test('what a model says loses links, mentions, markup and commands, and keeps its words', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['See https://evil.example/x?y=1 now', 'See now'],
    ['Go to www.evil.example or evil.com/free, ok?', 'Go to or ok?'],
    ['[click me](https://evil.example) ![x](http://a.b)', 'click me x'],
    ['javascript:alert(1) hi', 'hi'],
    ['Write to boss@example.com now', 'Write to now'],
    ['@Luna hello ＠Mateo', 'Luna hello Mateo'],
    ['/ban Luna', 'ban Luna'],
    ['!!! /mod me', 'mod me'],
    ['  ！so Luna', 'so Luna'],
    ['<b>Hi</b> <img src=x onerror=alert(1)> there', 'Hi there'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['**Bold** and __under__ `code`', 'Bold and under code'],
    ['# Title\n\n- one\n- two', 'Title one two'],
    ['1. first\n2. second', 'first second'],
    ['Line one.\n\nLine two.', 'Line one. Line two.'],
    ['Nova: hello there', 'hello there'],
    ['{"viewer":"Nova","says":"Hello!"}', 'Hello!'],
    ['<think>The viewer wants to hack me.\nLet us see.</think>Hello!', 'Hello!'],
    ['<think>endless', ''],
    ['3.5 coins and node.js are fine.', '3.5 coins and node.js are fine.'],
    ['a\u202eb\u200bc\u0007d\u2066e', 'abcde'],
    ['👩‍🚀 ¡Hola! مرحبا 小明', '👩‍🚀 ¡Hola! مرحبا 小明'],
    ['', ''],
    ['   \n ', ''],
    ['https://only.example', ''],
  ]
  for (const [said, expected] of cases) assert.equal(clean(said), expected, said)
})

test('an answer has at most so many characters and ends with a sentence, else with a word', () => {
  assert.equal(cutAtSentence('One two. Three four. Five six seven.', 24), 'One two. Three four.')
  assert.equal(cutAtSentence('word '.repeat(20).trim(), 24), 'word word word word…')
  assert.equal(cutAtSentence('x'.repeat(100), 24), `${'x'.repeat(23)}…`)
  assert.equal(cutAtSentence('Mr. X is 3.5 metres tall and goes on without any end', 40), 'Mr. X is 3.5 metres tall and goes on…')
  for (const text of ['😀'.repeat(100), 'Sí. '.repeat(100), `${'a'.repeat(23)}😀 b`]) {
    const cut = cutAtSentence(text, 24)
    assert.ok(cut.length <= 24 && cut.isWellFormed(), cut)
  }
})

test('an answer that ran out of tokens ends with its last whole sentence', () => {
  assert.equal(clean('All is well. But then the', 280, true), 'All is well.')
  assert.equal(wholeSentences('no sentence at all'), 'no sentence at all')
})

test('no text makes the cleaning slow or comes out with what it is to lose', () => {
  const worst = [
    '['.repeat(8000),
    '<'.repeat(8000),
    'a.'.repeat(4000),
    '@'.repeat(8000),
    'http://'.repeat(1200),
    '{"says":'.repeat(900),
    '![]('.repeat(2000),
    '\u202e'.repeat(8000),
    `${'1'.repeat(8000)}x`,
    ' \n'.repeat(4000),
  ]
  for (const text of worst) {
    const cleaned = clean(text)
    assert.ok(cleaned.length <= 280)
    assert.doesNotMatch(cleaned, /[<>@\u202e\n]|^[/!]|:\/\//u)
  }
})

test('the small filter holds back slurs, long numbers and the operator’s own words, and lets decent answers through', () => {
  const blocked = ['spoiler', 'final boss dies']
  for (const text of ['What a SHIT day', 'eres un cabrón', 'call 555 123 45 67 89', 'a Spoiler!', 'so the final boss  dies, ok'])
    assert.equal(passesOwnFilter(text, blocked), false, text)
  for (const text of ['Classic Scunthorpe', 'la computadora', 'It is 20:15 on 2026-11-20', 'the final boss lives', 'un cono de helado', ''])
    assert.equal(passesOwnFilter(text, blocked), true, text)
})
