import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

const MAIN = 'core/main.ts'

const FILES = {
  'package-lock.json': '{}',
  'schemas/one.json': '{ "said": "a schema" }',
  'core/beside.txt': 'a file beside it',
  'core/later.ts': `export const later: string = 'what is loaded later'`,
  'core/part.ts': `import { readFileSync } from 'node:fs'
import schema from '../schemas/one.json' with { type: 'json' }
// Nobody replaces this text: import.meta.url
export const text: string = 'import.meta.url'
export const beside = readFileSync(new URL('./beside.txt', import.meta.url), 'utf8')
export const said = schema.said
export function fail(): never {
  throw new Error('It failed')
}`,
  'core/main.ts': `import { beside, fail, said, text } from './part.ts'
console.log([beside, said, text, (await import('./later.ts')).later].join(', '))
if (process.argv.includes('fail')) fail()`,
}
const SAID = 'a file beside it, a schema, import.meta.url, what is loaded later'

/** A small project with a core. */
function createProject() {
  const root = createFolder()
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const said = async (script: string) => (await execa(process.execPath, [script])).stdout

test('a program becomes one script that finds what lies beside its sources', async () => {
  const root = createProject()
  const script = await bundleScript(root, MAIN)
  assert.ok(script.startsWith(join(root, 'node_modules/.cache/showrunner/scripts/core-main.ts/')))
  assert.equal(await said(script), SAID)
})

test('it is made anew when a source was changed, and only then', async () => {
  const root = createProject()
  const first = await bundleScript(root, MAIN)
  rmSync(join(root, 'core/beside.txt'))
  assert.equal(await bundleScript(root, MAIN), first)
  writeFileSync(join(root, 'core/beside.txt'), 'another file')
  writeFileSync(join(root, 'core/later.ts'), `export const later = 'what was changed'`)
  const second = await bundleScript(root, MAIN)
  assert.equal(await said(second), 'another file, a schema, import.meta.url, what was changed')
  // A core of before may still run, and load a part.
  assert.ok(existsSync(first))
  writeFileSync(join(root, 'package-lock.json'), '{"other":"packages"}')
  assert.notEqual(await bundleScript(root, MAIN), second)
})

test('of many builds the newest are kept', async () => {
  const root = createProject()
  const scripts: string[] = []
  for (let n = 0; n < 12; n += 1) {
    writeFileSync(join(root, 'core/later.ts'), `export const later = ${n}`)
    scripts.push(await bundleScript(root, MAIN))
  }
  assert.deepEqual(scripts.map(existsSync), [false, false, ...Array.from({ length: 10 }, () => true)])
  assert.deepEqual(
    readdirSync(join(root, 'node_modules/.cache/showrunner/scripts/core-main.ts')).filter((name) => name.startsWith('.')),
    [],
  )
})

test('two that make it at once do not disturb each other', async () => {
  const root = createProject()
  const [one, other] = await Promise.all([bundleScript(root, MAIN), bundleScript(root, MAIN)])
  assert.equal(one, other)
  assert.equal(await said(one), SAID)
})

test('an error names the line of the source', async () => {
  const root = createProject()
  const script = await bundleScript(root, MAIN)
  const { stderr } = await execa(process.execPath, ['--enable-source-maps', script, 'fail'], { reject: false })
  assert.match(stderr, new RegExp(`at fail \\(${join(root, 'core/part.ts')}:8:9\\)`))
})

test('a source that is none is refused, and nothing stays behind', async () => {
  const root = createProject()
  writeFileSync(join(root, 'core/later.ts'), 'this is no TypeScript')
  await assert.rejects(bundleScript(root, MAIN), /later\.ts/)
  assert.deepEqual(readdirSync(join(root, 'node_modules/.cache/showrunner/scripts/core-main.ts')), [])
})

test('where nothing can be written the core runs all the same', async () => {
  const root = createProject()
  const packages = join(ROOT, 'node_modules')
  for (const name of readdirSync(packages).filter((each) => each !== '.cache')) {
    mkdirSync(join(root, 'node_modules'), { recursive: true })
    symlinkSync(join(packages, name), join(root, 'node_modules', name))
  }
  writeFileSync(join(root, 'node_modules/.cache'), 'no folder')
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json']) cpSync(join(ROOT, name), join(root, name))
  for (const name of readdirSync(join(ROOT, 'scripts')).filter((each) => each.endsWith('.mjs')))
    cpSync(join(ROOT, 'scripts', name), join(root, 'scripts', name))
  const { stdout } = await execa(process.execPath, [join(root, 'scripts/run.mjs'), 'core/main.ts', 'fail', '--help'], { reject: false })
  assert.equal(stdout, SAID)
})

test('the core of this project is one', async () => {
  const script = await bundleScript(ROOT, MAIN)
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  const { stdout } = await execa(process.execPath, [script, '--version'])
  assert.equal(stdout, version)
})
