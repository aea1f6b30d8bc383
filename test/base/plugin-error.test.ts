import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf } from '../../core/base/plugin-error.ts'

test('of an error of a plugin the place is told, and of what the host says all', () => {
  assert.equal(
    placeOf('No share of Mira\n    at share (alerts/plugin.ts:33:17)\n    at main'),
    'An error at share (alerts/plugin.ts:33:17)',
  )
  assert.equal(placeOf('It took more than 256 MB of memory'), 'It took more than 256 MB of memory')
})
