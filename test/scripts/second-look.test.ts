import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runTests } from '../../scripts/run-tests.ts'
import { lookAgain } from '../../scripts/second-look.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

// By it node:test knows that it runs in a test, and would run nothing.
delete process.env.NODE_TEST_CONTEXT

/** The first run of its process passes only if it is not the first there ever was. */
const UNSTEADY = `
import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
export const define = (name) => test(name, () => {
  const was = new URL('was', import.meta.url)
  if (existsSync(was)) return
  writeFileSync(was, '')
  throw new Error('not yet')
})
`
const IMPORTS = "import { define } from './unsteady.ts'; define('V1: it holds')"
const BROKEN = "import { test } from 'node:test'; test('V2: it holds', () => { throw new Error('never') })"

async function run(t: TestContext, tests: Readonly<Record<string, string>>) {
  const root = createFolder()
  await mkdir(join(root, 'test'))
  for (const name of ['scripts', 'node_modules', 'package.json']) await symlink(join(ROOT, name), join(root, name))
  for (const [name, text] of Object.entries({ 'unsteady.ts': UNSTEADY, ...tests })) await writeFile(join(root, 'test', name), text)
  const files = Object.keys(tests).map((name) => `test/${name}`)
  const said: string[] = []
  t.mock.method(console, 'log', (line: string) => void said.push(line))
  const first = await runTests({ root, files, quiet: true })
  return { first, second: await lookAgain(first, { root, files, quiet: true }), said }
}

test('a test that fails among others and passes alone is told as unsteady, and what it proves holds', async (t) => {
  const { first, second, said } = await run(t, { 'a.test.ts': IMPORTS })
  assert.deepEqual([first.exitCode, first.proofs.map(({ isWhole }) => isWhole)], [1, [false]])
  assert.deepEqual([second.exitCode, second.proofs.map(({ isWhole }) => isWhole)], [0, [true]])
  assert.match(
    said.join('\n'),
    /^Once more, alone, [^\n]* test\/a\.test\.ts\nUNSTEADY V1: it holds: failed beside the others, passed alone$/,
  )
})

test('a test that fails again has failed, and one that passes beside it makes nothing good', async (t) => {
  const { second, said } = await run(t, { 'a.test.ts': IMPORTS, 'b.test.ts': BROKEN })
  assert.deepEqual([second.exitCode, second.failures.map(({ name }) => name)], [1, ['V1: it holds', 'V2: it holds']])
  assert.doesNotMatch(said.join('\n'), /UNSTEADY/)
})

test('when more than three files fail, none is run again', async (t) => {
  const { second, said } = await run(t, Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.test.ts`, BROKEN])))
  assert.deepEqual([second.exitCode, said], [1, []])
})

test('what says that something was lost or broken into is believed the first time', async (t) => {
  for (const name of ['S0-1, D1: nothing is lost', 'P1, T72: nothing gets out']) {
    const { second, said } = await run(t, { 'a.test.ts': IMPORTS.replace('V1: it holds', name) })
    assert.deepEqual([second.exitCode, said], [1, []])
  }
})
