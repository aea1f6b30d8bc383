import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from '../../core/desks/lives/csv.ts'
import fc from '../support/chance.ts'

test('T50: a cell that a spreadsheet would take for a formula begins with an apostrophe', () => {
  const formulas = [
    `=cmd|'/C calc'!A0`,
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\n=1',
    ';=1',
    '＝1',
    '＋1',
    '－1',
    '＠SUM',
    ' =1',
    '\u200b=1',
    '\ufeff=1',
    '\t1',
  ]
  for (const formula of formulas) assert.equal(csvLine([formula]), `"'${formula.replaceAll('"', '""')}"\r\n`, JSON.stringify(formula))
  for (const plain of ['Rose', '1', 'a=b', 'x@y', '🌹', '日本', "it's"]) assert.equal(csvLine([plain]), `"${plain}"\r\n`)
})

test('T50: what would steer a terminal is in no cell, and hides no formula; lines and tabs are', () => {
  const cells = ['X\u001b]0;pwn\u0007\u001b[2J\u009b31m', '\u0007=1', '\r=1', 'one\r\ntwo\tthree', '\0\u007f']
  assert.equal(csvLine(cells), '"X]0;pwn[2J31m","\'=1","\'=1","one\ntwo\tthree",""\r\n')
})

test('T50: any text but its control characters comes back whole from a line of CSV, and never as a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
      const read = cellsOf(csvLine(cells))
      assert.equal(read.length, cells.length)
      for (const [index, text] of cells.entries()) {
        const cell = [...text].filter((character) => /[\t\n]|\P{Cc}/u.test(character)).join('')
        assert.ok(read[index] === cell || read[index] === `'${cell}`)
        assert.doesNotMatch(read[index] ?? '', /^[\s;]*[=+\-@＝＋－＠]/)
      }
    }),
    { numRuns: 300 },
  )
})

test('T50: numbers stay numbers, nothing is empty text, and quotes are doubled', () => {
  assert.equal(csvLine([12, null, 'a "b"', 'x,y\nz']), '"12","","a ""b""","x,y\nz"\r\n')
})

/** The cells of one line, as RFC 4180 says. */
function cellsOf(line: string): readonly string[] {
  assert.ok(line.endsWith('\r\n'))
  return [...line.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n$)/gs)].map(([, cell = '']) => cell.replaceAll('""', '"'))
}
