import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'

test('an error is one sentence, where it is unless it says so, and what to do next', () => {
  const advice = (message: string, detail = {}) => new HostError('USAGE', message, detail).advice
  assert.equal(advice('There is no field "a"'), 'There is no field "a". See --help.')
  assert.equal(advice('There is no field "a"; did you mean "b"?'), 'There is no field "a"; did you mean "b"? See --help.')
  assert.equal(advice('It cannot be read', { file: '/a/b' }), 'It cannot be read (/a/b). See --help.')
})
