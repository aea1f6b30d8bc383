import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeName } from '../../core/ingest/safe-name.ts'
import fc from '../support/chance.ts'

test('safeName is what a person would call out', () => {
  const names = {
    Ann: 'Ann',
    'Mira 🎨': 'Mira',
    '✨𝓛𝓾𝓷𝓪✨': 'Luna',
    'ｆｕｌｌ ｗｉｄｔｈ': 'full width',
    'Z\u0335\u0341\u0300a\u0335\u0301lgo': 'Z\u0301\u0335a\u0301\u0335lgo'.normalize('NFC'),
    'Tomáš K.': 'Tomáš K.',
    'Nguyễn Thị Ánh': 'Nguyễn Thị Ánh',
    ليلى: 'ليلى',
    'नमस्ते जी': 'नमस्ते जी',
    浩二: '浩二',
    'two\nlines\tand   gaps': 'two lines and gaps',
    '1️⃣ first': '1 first',
    'evil\u202egpj': 'evilgpj',
  }
  assert.deepEqual(Object.fromEntries(Object.keys(names).map((name) => [name, safeName(name, 'handle')])), names)
})

test('safeName falls back to the handle, then to a neutral word', () => {
  assert.deepEqual(
    [safeName('🔥🔥', 'mira.paints'), safeName('', '🔥'), safeName('\u3164\u115f', '...'), safeName('\u200b', '')],
    ['mira.paints', 'Someone', 'Someone', 'Someone'],
  )
})

test('safeName is never empty, on one line, short and calm, for any name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.nat(60), (name, handle, times) => {
      const safe = safeName(name.repeat(times), handle)
      assert.match(safe, /[\p{L}\p{N}]/u)
      assert.doesNotMatch(safe, /[\p{C}\p{Extended_Pictographic}]|[^\S ]| {2}|^ | $/u)
      assert.ok(Array.from(new Intl.Segmenter().segment(safe)).length <= 32)
      assert.equal(safeName(safe, 'other'), safe)
    }),
    { numRuns: 1000 },
  )
})
