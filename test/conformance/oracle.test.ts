import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { findDeno } from '../../scripts/deno-places.mjs'
import { createFolder } from '../support/folder.ts'
import { askDeno } from './ask-deno.ts'
import type { Outcome } from './case.ts'
import { CASES } from './cases.ts'
import { readExpected } from './expected.ts'

let deno: string
let answers: ReadonlyMap<string, Outcome>
before(async () => {
  deno = findDeno(process.env) ?? assert.fail('There is no Deno to compare with: "node scripts/setup-deno.mjs" installs it')
  answers = await askDeno(deno)
})

test('the suite has cases, each with a name of its own', () => {
  assert.ok(CASES.length > 200, `only ${CASES.length} cases were found`)
  assert.equal(new Set(CASES.map(({ id }) => id)).size, CASES.length)
})

test('real Deno answers each case with a value', () => {
  const odd = CASES.filter(({ id }) => !('value' in (answers.get(id) ?? {}))).map(({ id }) => [id, answers.get(id)])
  assert.deepEqual(odd, [])
})

test('expected.json is what real Deno answers; record.ts writes it', async () => {
  assert.deepEqual(await readExpected(), Object.fromEntries(answers))
})

test('where a plugin gets something else, Deno really gives another', () => {
  const same = CASES.filter(({ id, differs }) => differs && JSON.stringify(answers.get(id)) === JSON.stringify({ value: differs.value }))
  assert.deepEqual(
    same.map(({ id }) => id),
    [],
  )
})

test("what our types allow, Deno's own allow", async () => {
  const folder = createFolder()
  const file = fileURLToPath(new URL('./typed.ts', import.meta.url))
  const { exitCode, stderr } = await execa(deno, ['check', '--no-config', '--no-lock', file], {
    env: { DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
    reject: false,
  })
  assert.equal(exitCode, 0, stderr)
})
