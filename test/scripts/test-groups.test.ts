import assert from 'node:assert/strict'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { runTests } from '../../scripts/run-tests.ts'
import { groupTests } from '../../scripts/test-groups.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

// By it node:test knows that it runs in a test, and would run nothing.
delete process.env.NODE_TEST_CONTEXT

/** Writes down what happens, and in which process. */
const DIARY = `
import { appendFileSync } from 'node:fs'
export const tell = (what) => appendFileSync(new URL('diary', import.meta.url), \`\${what} \${process.pid}\\n\`)
`
const withHooks = (name: string, tests: string) => `
import { after, before, test } from 'node:test'
import { tell } from '../diary.ts'
before(() => tell('before ${name}'))
after(() => tell('after ${name}'))
tell('${name} is loaded')
${tests}`
const plain = (name: string, tests = '') => `
import { test } from 'node:test'
import { tell } from '../diary.ts'
tell('${name} is loaded')
test('of ${name}', () => tell('of ${name}'))
${tests}`

/** What happened, in which processes, and what was told of it, of these files below `test`. */
async function run(tests: Readonly<Record<string, string>>) {
  const root = createFolder()
  for (const [name, text] of Object.entries({ 'diary.ts': DIARY, ...tests })) {
    await mkdir(dirname(join(root, 'test', name)), { recursive: true })
    await writeFile(join(root, 'test', name), text)
  }
  for (const name of ['scripts', 'node_modules', 'package.json']) await symlink(join(ROOT, name), join(root, name))
  const { failures, ...told } = await runTests({ root, files: Object.keys(tests).map((name) => `test/${name}`), quiet: true })
  const diary = (await readFile(join(root, 'test/diary'), 'utf8')).trim().split('\n')
  return {
    ...told,
    failures: failures.map(({ name, file }) => `${relative(root, file)}: ${name}`),
    happened: diary.map((each) => each.replace(/ \d+$/, '')),
    processes: new Set(diary.map((each) => each.split(' ').at(-1))).size,
  }
}

test('files of a folder share a process, are loaded before the first test, and have their hooks for themselves', async () => {
  const { exitCode, happened, processes } = await run({
    'flow/a.test.ts': withHooks('a', "test('of a', () => tell('of a'))"),
    'flow/b.test.ts': plain('b'),
    'flow/c.test.ts': withHooks('c', "test('of c', () => tell('of c'))"),
  })
  assert.deepEqual(happened, [
    ...['a is loaded', 'b is loaded', 'c is loaded'],
    ...['before a', 'of a', 'after a', 'of b', 'before c', 'of c', 'after c'],
  ])
  assert.deepEqual([exitCode, processes], [0, 1])
})

test('what fails in a group is told with its own file, what is skipped with its reason, and what is proven with its number', async () => {
  const { exitCode, failures, proofs, skips } = await run({
    'flow/a.test.ts': withHooks(
      'a',
      `test('D1: it holds', (t) => { t.diagnostic('figure: 3 of 3') })
       test('falls', async (t) => { await t.test('in a part', () => { throw new Error('no') }) })
       test('later', { skip: 'no recordings' }, () => {})`,
    ),
    'flow/b.test.ts': plain('b', "test('falls, too', () => { throw new Error('no') })"),
    'flow/c.test.ts': withHooks('c', "before(() => { throw new Error('no') })\ntest('never runs', () => {})"),
    'flow/d.test.ts': "throw new Error('cannot be loaded')",
  })
  assert.equal(exitCode, 1)
  assert.deepEqual(failures.toSorted(), [
    'test/flow/a.test.ts: falls',
    'test/flow/b.test.ts: falls, too',
    'test/flow/c.test.ts: never runs',
    'test/flow/c.test.ts: test/flow/c.test.ts',
    'test/flow/d.test.ts: test/flow/d.test.ts',
  ])
  assert.deepEqual(
    proofs.map(({ numbers, figure, isWhole }) => ({ numbers, figure, isWhole })),
    [{ numbers: ['D1'], figure: '3 of 3', isWhole: true }],
  )
  assert.deepEqual(skips, ['later (no recordings)'])
})

test('groups are even and of one folder, what takes longest is begun first, and what is short last', async () => {
  const of = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `test/${folder}/${n}.test.ts`)
  const files = [...of('store', 30), ...of('flow', 7), ...of('scripts', 2), ...of('sim', 1), 'test/docs.test.ts', 'test/pure.test.ts']
  const root = createFolder()
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), '')
  }
  const given = await groupTests(root, files, root)
  const sizes = await Promise.all(
    given.map(async (group) => [basename(group), (await readFile(group, 'utf8')).match(/import\("/g)?.length]),
  )
  assert.deepEqual(sizes, [
    ['000-test-sim.mjs', 1],
    ['001-test-flow.mjs', 4],
    ['002-test-flow.mjs', 3],
    ['003-test-scripts.mjs', 1],
    ['004-test-scripts.mjs', 1],
    ['005-test.mjs', 2],
    ['006-test-store.mjs', 15],
    ['007-test-store.mjs', 15],
  ])
  assert.deepEqual(given, given.toSorted())
})
