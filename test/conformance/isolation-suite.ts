import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Outcome } from './case.ts'
import { CASES } from './cases.ts'
import { readExpected } from './expected.ts'
import { type Isolation, runInSandbox } from './sandboxed.ts'
import { createSurroundings, ENVIRONMENT } from './surroundings.ts'

/** A plugin gets what real Deno gives, or what its case says and why. */
export function testIsolation(isolation: Isolation): void {
  let stop = async () => {}
  let expected: Readonly<Record<string, Outcome>>
  let outcomes: ReadonlyMap<string, Outcome>
  before(async () => {
    expected = await readExpected()
    const surroundings = await createSurroundings()
    stop = surroundings.stop
    const dataDir = join(surroundings.root, 'data')
    await mkdir(dataDir)
    outcomes = await runInSandbox(CASES, { isolation, dataDir, environment: ENVIRONMENT, around: surroundings.around })
  })
  after(() => stop())

  for (const { id, differs } of CASES) {
    test(`${id}${differs ? ', unlike in Deno' : ', as in Deno'}`, () => {
      assert.deepEqual(outcomes.get(id), differs ? { value: differs.value } : expected[id])
    })
  }
}
