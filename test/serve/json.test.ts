import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../core/serve/json.ts'

test('T32: JSON that says a thing twice is refused, wherever it does, and nothing else for that', () => {
  const faults = ['{"a":1,"a":2}', '{"x":[{"a":{},"b":":","a":{}}]}', '{"a":1,"\\u0061":2}'].map((text) => parseJson(text))
  assert.deepEqual(faults, Array(3).fill({ fault: 'A key is there twice' }))
  for (const text of ['{"a":":","b\\":":{"a":[{"a":"\\\\"},{"a":1}]}}', '[]', '":"', '{}', '{"1":{"1":[[]]}}'])
    assert.deepEqual(parseJson(text), { value: JSON.parse(text) })
})
