import assert from 'node:assert/strict'
import { test } from 'node:test'
import { table } from '../../core/commands/table.ts'

test('numbers stand below one another in a column of numbers, and where texts are among them as those do', () => {
  assert.equal(
    table(
      ['plugin', 'waiting', 'value'],
      [
        ['alerts', '5', '0.5'],
        ['asterisk', '', 'a text that is long'],
        ['dummy', '1200', '12 ms'],
      ],
    ),
    ['plugin    waiting  value', 'alerts          5  0.5', 'asterisk           a text that is long', 'dummy        1200  12 ms'].join('\n'),
  )
})
