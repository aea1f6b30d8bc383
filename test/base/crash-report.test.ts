import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactedStack } from '../../core/base/crash-report.ts'

const KEY = 'ZNoEfE7yFoOQBIhCUxBG1SB4uk__AjKUFaRqpsXnNSM'

test('S6: the stack of a crash keeps where it was, and neither keys nor what viewers said', () => {
  const cause = new Error(`No answer from http://127.0.0.1:3000/#key=${KEY}`)
  const told = redactedStack(new TypeError('Cannot read "my name is Ann" of \'payload\'', { cause }))
  assert.match(told, /^TypeError: Cannot read "…" of 'payload'\n {4}at .*crash-report\.test\.ts:\d+:\d+/)
  assert.match(told, /caused by Error: No answer from http:\/\/127\.0\.0\.1:3000\/#key=\[Redacted\]\n/)
  assert.doesNotMatch(told, /Ann|ZNoE/)
})

test('S6: whatever is thrown is told in bounded text', () => {
  const circle: { cause?: unknown } = new Error('x'.repeat(1e6))
  circle.cause = circle
  assert.ok(redactedStack(circle).length < 3 * 4200)
  for (const thrown of [undefined, null, 'a word', 7, { name: 'Ann' }, Symbol('x')]) assert.doesNotMatch(redactedStack(thrown), /Ann/)
})
