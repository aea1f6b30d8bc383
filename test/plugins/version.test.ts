import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInRange } from '../../core/plugins/version.ts'

const CASES: readonly (readonly [range: string, inside: readonly string[], outside: readonly string[]])[] = [
  ['*', ['0.0.0', '9.9.9'], []],
  ['1.2.3', ['1.2.3'], ['1.2.4', '1.2.2']],
  ['1.x', ['1.0.0', '1.9.9'], ['2.0.0', '0.9.9']],
  ['^1.2.3', ['1.2.3', '1.9.0'], ['1.2.2', '2.0.0']],
  ['^0.1.2', ['0.1.2', '0.1.9'], ['0.1.1', '0.2.0', '1.0.0']],
  ['^0.0.3', ['0.0.3'], ['0.0.4']],
  ['^0.0', ['0.0.9'], ['0.1.0']],
  ['~1.2.3', ['1.2.9'], ['1.3.0', '1.2.2']],
  ['~1', ['1.9.9'], ['2.0.0']],
  ['>= 0.1 <2', ['0.1.0', '1.9.9'], ['0.0.9', '2.0.0']],
  ['>1.2', ['1.3.0'], ['1.2.9']],
  ['<=1.2', ['1.2.9'], ['1.3.0']],
  ['>1.2.3', ['1.2.4'], ['1.2.3']],
  ['0.1.x || >=3', ['0.1.5', '3.0.0'], ['1.0.0']],
]

for (const [range, inside, outside] of CASES) {
  test(`the range ${range} holds what npm would say it holds`, () => {
    assert.deepEqual(
      [inside.filter((version) => !isInRange(version, range)), outside.filter((version) => isInRange(version, range))],
      [[], []],
    )
  })
}

test('a range that makes no sense is undefined', () => {
  assert.deepEqual(
    ['newest', '', '1.2.3.4', '>=1 ||'].map((range) => isInRange('1.0.0', range)),
    Array(4).fill(undefined),
  )
})
