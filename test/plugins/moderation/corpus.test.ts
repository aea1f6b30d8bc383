import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity'
import { createJudge } from '../../../plugins/moderation/judge.ts'
import { readSettings } from '../../../plugins/moderation/settings.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('moderation')

const linesOf = (name: string) =>
  readFileSync(new URL(`corpus/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
const innocent = linesOf('innocent')
const bad = linesOf('bad')
const judge = createJudge(
  readSettings(settle(), () => undefined),
  { block: [], allow: [] },
)
const swap = (pairs: Readonly<Record<string, string>>) => (text: string) => Array.from(text, (letter) => pairs[letter] ?? letter).join('')

/** How people hide words from filters. */
const DISGUISES: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  capitals: (text) => text.toUpperCase(),
  digits: swap({ a: '4', e: '3', i: '1', o: '0' }),
  signs: swap({ a: '@', i: '!', s: '$' }),
  'letters apart': (text) => [...text.replaceAll(' ', '')].join(' '),
  dots: (text) => text.replace(/\p{L}+/gu, (word) => [...word].join('.')),
  hyphens: (text) => text.replace(/\p{L}+/gu, (word) => `${word.slice(0, 2)}-${word.slice(2)}`),
  'long letters': (text) => text.replace(/([aeiou])/gu, '$1$1$1$1'),
  cyrillic: swap({ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х', y: 'у', i: 'і' }),
  'full width': (text) => text.replace(/[a-z]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
  'mathematical script': (text) => text.replace(/[a-z]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) - 97 + 0x1d4ea)),
  'zero width': (text) => text.replace(/(\p{L})(?=\p{L})/gu, '$1\u200b'),
  'soft hyphens': (text) => text.replace(/(\p{L})(?=\p{L})/gu, '$1\u00ad'),
  accents: swap({ a: 'á', e: 'ë', i: 'ì', o: 'ô', u: 'ü' }),
  'struck out': (text) => text.replace(/(\p{L})/gu, '$1\u0336'),
  'in a sentence': (text) => `oye, ${text}! jaja`,
}

test('S0-139: none of the innocent words and sentences is hidden', (t) => {
  const hidden = innocent.filter((text) => judge.text(text) !== undefined)
  t.diagnostic(`figure: 0 of ${innocent.length} innocent texts hidden`)
  assert.ok(innocent.length > 300)
  assert.deepEqual(hidden, [])
})

test('S0-139: at least 95 % of bad words are found, whatever the disguise', (t) => {
  const missed = Object.entries(DISGUISES).flatMap(([name, disguise]) =>
    bad.filter((text) => judge.text(disguise(text)) === undefined).map((text) => `${name}: ${disguise(text)}`),
  )
  const all = bad.length * Object.keys(DISGUISES).length
  t.diagnostic(`figure: ${(100 - (100 * missed.length) / all).toFixed(1)} % of ${all} disguised bad words found`)
  t.diagnostic(`missed: ${missed.slice(0, 12).join(' · ')}`)
  assert.ok(all > 150 && missed.length < all * 0.05, missed.join('\n'))
})

test('letters that are left out are found as long as half is there', () => {
  const texts = ['p*ta', 'p**a', 'f*ck', 'f**k', 'sh*t', 'c#nt', 'gil*pollas', 'b_tch', 'm*erda']
  const fine = ['p***', '***', 'a*b', 'c*sa', '2*3', '**hola**', '#hola', 'snake_case']
  assert.deepEqual([texts.filter((text) => !judge.text(text)), fine.filter((text) => judge.text(text))], [[], []])
})

test('the engine of obscenity with its English words would hide innocent Spanish, which is why the lists are our own', (t) => {
  const engine = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers })
  const wrong = innocent.filter((text) => engine.hasMatch(text))
  t.diagnostic(`figure: obscenity hides ${wrong.length} of the innocent texts, such as ${wrong.slice(0, 5).join(', ')}`)
  assert.ok(wrong.length > 0)
})

test('blocked words are text: signs in them mean nothing, a lone star blocks nothing, and numbers can be blocked', () => {
  const own = createJudge(
    readSettings(settle({ blockWords: ['*', '**', '[', ' ', 'a*', '(x+)+$', '1488', 'el final', 'spoil*'] }), () => undefined),
    { block: [], allow: [] },
  )
  const found = ['1488', 'a', 'x', 'el FINAL', 'spoilers'].filter((text) => own.text(text) === undefined)
  const left = ['hola', 'amigo', '14', '2026', '[', 'finales'].filter((text) => own.text(text) !== undefined)
  assert.deepEqual([found, left], [[], []])
})
