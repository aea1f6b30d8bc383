import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { testFiles } from '../scripts/test-files.ts'
import checklist from './checklist.json' with { type: 'json' }
import { ROOT } from './support/root.ts'

type Entry = { readonly tests?: readonly { readonly file: string; readonly test: string }[]; readonly reason?: string }

const ENTRIES = Object.entries(checklist as Readonly<Record<string, Entry>>)
/** So many lines the checklist has that a seed states, and those that were read in its source and are ticked as well. */
const STATED_AND_READ = 358

async function texts() {
  return new Map((await testFiles(ROOT)).map((file) => [file, readFileSync(`${ROOT}/${file}`, 'utf8')]))
}

test('every line of the checklist is ticked by a test of that name, or has a reason', async () => {
  const known = await texts()
  const wrong = ENTRIES.flatMap(([id, { tests = [], reason }]) => {
    if (tests.length === 0) return reason ? [] : [`${id} has neither a test nor a reason`]
    return tests.flatMap(({ file, test }) => (isSaid(known.get(file), test) ? [] : [`${id}: ${file} has no test "${test}"`]))
  })
  assert.deepEqual(wrong, [])
  assert.equal(ENTRIES.length, STATED_AND_READ)
})

test('every line that the name of a test begins with is on the checklist', async () => {
  const named = [...(await texts())].flatMap(([file, text]) =>
    [...text.matchAll(/\b(?:test|attack)\(\s*['"`]((?:S\d-\d{3}[:,]? )+)/g)].flatMap(([, ids = '']) =>
      [...ids.matchAll(/S\d-\d{3}/g)].map(([id]) => ({ file, id })),
    ),
  )
  const listed = new Set(ENTRIES.map(([id]) => id))
  assert.deepEqual(
    named.filter(({ id }) => !listed.has(id)),
    [],
  )
  assert.ok(named.length > 250, `Only ${named.length} are named`)
})

/** Between quotes: what a comment says is no test. */
function isSaid(text: string | undefined, name: string): boolean {
  return text?.split('\n').some((line) => line.includes(name) && /['"`]/.test(line) && !/^\s*(\/\/|\*)/.test(line)) ?? false
}
