import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { testFiles } from '../scripts/test-files.ts'
import checklist from './checklist.json' with { type: 'json' }
import { ROOT } from './support/root.ts'

type Entry = { readonly tests?: readonly { readonly file: string; readonly test: string }[]; readonly reason?: string }

test('every line of the checklist is ticked by a test of that name, or has a reason', async () => {
  const texts = new Map((await testFiles(ROOT)).map((file) => [file, readFileSync(`${ROOT}/${file}`, 'utf8')]))
  const entries = Object.entries(checklist as Readonly<Record<string, Entry>>)
  const wrong = entries.flatMap(([id, { tests = [], reason }]) => {
    if (tests.length === 0) return reason ? [] : [`${id} has neither a test nor a reason`]
    return tests.flatMap(({ file, test }) => (texts.get(file)?.includes(test) ? [] : [`${id}: ${file} has no test "${test}"`]))
  })
  assert.deepEqual(wrong, [])
  assert.ok(entries.length > 150, `Only ${entries.length} lines`)
})
