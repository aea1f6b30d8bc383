import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { CASES } from '../../../conformance/cases.ts'
import { createDenoUnderTest } from './core-in-memory.ts'

const readme = await readFile(new URL('../../../../core/sandbox/guest/deno/README.md', import.meta.url), 'utf8')

test('the README names everything that the namespace has', () => {
  const names = Object.keys(createDenoUnderTest({}).namespace)
  assert.ok(names.length > 50, `only ${names.length} names were found`)
  assert.deepEqual(
    names.filter((name) => !new RegExp(`\`(Deno\\.)?${name}\\b`).test(readme)),
    [],
  )
})

test('the README has the reason of every difference', () => {
  const reasons = [...new Set(CASES.flatMap(({ differs }) => differs?.reason ?? []))]
  assert.ok(reasons.length > 10, `only ${reasons.length} reasons were found`)
  assert.deepEqual(
    reasons.filter((reason) => !readme.includes(`- ${reason}`)),
    [],
  )
})
