import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundedBytes, boundedGraphemes, cleanText, MESSAGE, NAME, type TextRule } from '../../core/ingest/text.ts'
import fc from '../support/chance.ts'

const RULES: readonly TextRule[] = [MESSAGE, NAME]
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const graphemesOf = (text: string) => Array.from(segmenter.segment(text)).length
const bytesOf = (text: string) => new TextEncoder().encode(text).length

/** Text of whatever makes trouble, mixed. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\ud800',
        '\udc00',
        '\0',
        '\r\n',
        '\u0085',
        '\ufeff',
        '\u202e',
        '\u202a',
        '\u202c',
        '\u2067',
        '\u2069',
        '\u200d',
        '\ufe0f',
      ),
      fc.constantFrom('👨‍👩‍👧‍👦', '🇵🇸', 'ليلى', 'e\u0301', 'क्षि', '\u0301'.repeat(30), 'x'.repeat(900), '😀'.repeat(400)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

test('H1: cleanText keeps what people write in any script, byte for byte', () => {
  const kept = [
    'plain',
    'a\tb\nc',
    '👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️‍🔥 1️⃣',
    'ليلى والذئب',
    'Zoë Ångström',
    'e\u0301',
    'नमस्ते',
    '浩二',
    '\u2067שלום\u2069!',
    '\u200fabc\u200e',
    'मैं‌ने',
  ]
  assert.deepEqual(
    kept.map((text) => cleanText(text, MESSAGE)),
    kept,
  )
})

test('H1: cleanText removes what controls terminals, databases and direction', () => {
  assert.deepEqual(
    [
      'a\0b',
      'a\x1b[31mb\x07',
      'a\r\nb',
      'a\x7f\x85b',
      '\ufeffhi',
      'a\ud83db',
      'evil\u202egpj.exe',
      'a\u202bb',
      'a\u2067b\u202ac',
      'a\u202c\u2069b',
    ].map((text) => cleanText(text, MESSAGE)),
    ['ab', 'a[31mb', 'a\nb', 'ab', 'hi', 'a\ufffdb', 'evilgpj.exe', 'a\u202bb\u202c', 'a\u2067b\u202ac\u202c\u2069', 'ab'],
  )
})

test('H1: cleanText keeps at most 8 marks on a character, also when invisible characters stand between', () => {
  assert.deepEqual(
    [`z${'\u0335'.repeat(500)}o`, `z${'\u0335\u200d\u200d'.repeat(20)}`].map((text) => cleanText(text, MESSAGE).match(/\p{M}/gu)?.length),
    [8, 8],
  )
})

test('cleanText keeps a name on one line, and a message on its lines', () => {
  assert.deepEqual([cleanText('a\n\tb\u2028c', NAME), cleanText('a\n\tb', MESSAGE)], ['a b c', 'a\n\tb'])
})

test('cleanText cuts between characters that people see as one', () => {
  const family = '👨‍👩‍👧‍👦'
  assert.deepEqual(
    [cleanText(family.repeat(129), NAME), cleanText(`${'x'.repeat(4090)}${family}`, MESSAGE)],
    [family.repeat(128), 'x'.repeat(4090)],
  )
})

test('cleanText makes the best of one character that is longer than the limit', () => {
  const chain = cleanText('👩‍'.repeat(100_000), NAME)
  assert.ok(chain.length > 0 && bytesOf(chain) <= 4096, `${bytesOf(chain)} bytes`)
})

test('H1: cleanText holds all its promises for any text', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom(...RULES), (text, rule) => {
      const clean = cleanText(text, rule)
      assert.ok(clean.isWellFormed())
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      assert.doesNotMatch(clean, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufeff]/)
      assert.doesNotMatch(clean, /\p{M}{9}/u)
      assert.ok(bytesOf(clean) <= rule.maxBytes)
      assert.ok(graphemesOf(clean) <= rule.maxGraphemes)
      assert.deepEqual(depthAfter(clean), [])
      assert.equal(cleanText(clean, rule), clean, 'cleaning twice is cleaning once')
    }),
    { numRuns: 400 },
  )
})

test('H1, H5: cleanText looks at no more of a text than can survive', () => {
  // Counted, not timed: a megabyte must give what its first 16 KiB give.
  const hostileNames = ['x', '\u0301', '\u202a', '\u2067\u202a', '👩‍', '\u200d', '\ud800', 'e\u0301\u200d', '\0']
  for (const unit of hostileNames) {
    const megabyte = unit.repeat(1_000_000 / unit.length)
    assert.equal(cleanText(megabyte, NAME), cleanText(megabyte.slice(0, 4 * NAME.maxBytes), NAME))
  }
})

test('boundedBytes keeps the longest well-formed start that fits', () => {
  fc.assert(
    fc.property(hostile, fc.nat(200), (text, maxBytes) => {
      const start = boundedBytes(text, maxBytes)
      assert.ok(start.isWellFormed() && bytesOf(start) <= maxBytes)
      if (start.length < text.length) {
        const next = String.fromCodePoint(text.toWellFormed().codePointAt(start.length) ?? 0)
        assert.ok(bytesOf(start + next) > maxBytes, 'one more character would not have fitted')
      }
    }),
  )
})

test('boundedGraphemes counts what people see', () => {
  assert.deepEqual(
    [boundedGraphemes('🇵🇸🇵🇸🇵🇸', 2), boundedGraphemes('e\u0301e\u0301', 1), boundedGraphemes('abc', 9)],
    ['🇵🇸🇵🇸', 'e\u0301', 'abc'],
  )
})

/** What is still open at the end, by the rules of UAX #9: an isolate's end also ends the embeddings in it. */
function depthAfter(text: string) {
  const open: string[] = []
  for (const character of text) {
    if ('\u202a\u202b\u202d\u202e\u2066\u2067\u2068'.includes(character)) open.push(character)
    if (character === '\u202c') assert.ok('\u202a\u202b'.includes(open.pop() ?? 'nothing'), 'closes an embedding')
    if (character === '\u2069') assert.ok('\u2066\u2067\u2068'.includes(open.pop() ?? 'nothing'), 'closes an isolate')
  }
  return open
}
