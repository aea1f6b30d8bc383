import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAnswer } from '../../../plugins/generic-game/answers.ts'
import { createLines, LINE_MOST_BYTES } from '../../../plugins/generic-game/doors/lines.ts'

test('a game answers in JSON or in words', () => {
  assert.deepEqual(
    ['{"ok":"a:1"}', '{"failed":"a:1","why":"No room"}', 'ok a:1', 'failed a:1 No room\r', ' running a:1', '{"finished":"a:1"}'].map(
      readAnswer,
    ),
    [
      { id: 'a:1', state: 'ok' },
      { id: 'a:1', state: 'failed', why: 'No room' },
      { id: 'a:1', state: 'ok' },
      { id: 'a:1', state: 'failed', why: 'No room' },
      { id: 'a:1', state: 'running' },
      { id: 'a:1', state: 'finished' },
    ],
  )
})

test('what else games say is no answer', () => {
  const others = ['', 'ok', 'hello a:1', '{"ok":1}', '{"ok":', 'null', '[1]', '{"__proto__":{"ok":"a"}}', `ok ${'x'.repeat(400)}`]
  assert.deepEqual(
    others.map(readAnswer),
    others.map(() => undefined),
  )
})

test('lines are the same however they are cut into parts, and one without an end is refused', () => {
  const bytes = new TextEncoder().encode('ok ñ\r\n\n{"ok":"😀"}\0last\n')
  for (let size = 1; size <= bytes.length; size += 1) {
    const lines: string[] = []
    const take = createLines((line) => lines.push(line))
    for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size))
    assert.deepEqual(lines, ['ok ñ', '{"ok":"😀"}', 'last'])
  }
  assert.equal(createLines(() => {})(new Uint8Array(LINE_MOST_BYTES + 1).fill(65)), false)
})
