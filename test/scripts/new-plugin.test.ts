import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { newPlugin, run, TEMPLATES, type Template } from '../../scripts/new-plugin.ts'
import { coreCommand } from '../support/core-command.ts'
import { createFolder } from '../support/folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
// The keys of TEMPLATES are the names.
const templates = Object.keys(TEMPLATES) as Template[]

test('every template becomes a plugin of another name that names nothing of the template, and TypeScript takes all of them', async () => {
  const dir = createFolder()
  for (const template of templates) {
    const { folder, files } = await newPlugin(`gift-${template}`, { template, dir })
    assert.ok(files.includes(join(folder, 'plugin.ts')) && files.includes(join(folder, 'README.md')))
    const text = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
    assert.doesNotMatch(text, new RegExp(`my-${template}|My ${template.replaceAll('-', ' ')}`, 'i'))
    assert.match(text, new RegExp(`"name": "Gift ${template.replaceAll('-', ' ')}"`))
  }
  await execa(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', join(dir, 'gift-alert')])
  await Promise.all(
    templates.map((template) =>
      execa(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', join(dir, `gift-${template}`)]),
    ),
  )
})

test('what is printed names the files and the three next commands', async () => {
  const dir = createFolder()
  const said = await run(['gift-counter', '--dir', dir, '--template', 'webhook'])
  assert.match(said, /wrote .*gift-counter\/plugin\.manifest\.json/)
  const next = said.split('Next:\n')[1]?.split('\n').slice(0, 3)
  assert.deepEqual(next, [
    `  npm run dev -- --plugins ${dir}`,
    '  npm run showrunner plugins approve gift-counter',
    `  npm run showrunner plugin test ${join(dir, 'gift-counter')}`,
  ])
  const { id, asks } = JSON.parse(await run(['other', '--dir', dir, '--json']))
  assert.deepEqual({ id, asks }, { id: 'other', asks: false })
})

test('what it wrote elsewhere passes its own test, and so it does as a package of its own', async () => {
  const dir = createFolder()
  const { folder } = await newPlugin('gift-counter', { template: 'rule-action', dir })
  await writeFile(join(folder, 'package.json'), '{"name":"gift-counter","type":"module","imports":{"#own":"./plugin.ts"}}')
  const { stdout } = await execa(process.execPath, coreCommand('plugin', 'test', folder, '--times', '1', '--json'), { cwd: ROOT })
  assert.deepEqual([JSON.parse(stdout).ok, JSON.parse(stdout).tests.ok], [true, true])
})

test('npm install in the folder of a new plugin is its own affair, and TypeScript still finds #sdk', async (t) => {
  // Below Showrunner's own package.json, as plugins/ is; git passes over it.
  const dir = await mkdtemp(join(ROOT, 'data/new-plugins-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const { folder } = await newPlugin('gift-counter', { template: 'webhook', dir })
  // Where npm would put what is installed.
  assert.equal((await execa('npm', ['prefix'], { cwd: folder })).stdout, folder)
  await writeFile(join(dir, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['.'], exclude: ['**/overlay'] }))
  await execa(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', dir])
  const { stdout } = await execa(process.execPath, coreCommand('plugin', 'test', folder, '--times', '1', '--json'), {
    cwd: ROOT,
    reject: false,
  })
  assert.equal(JSON.parse(stdout).tests.ok, true)
})

test('a bad id, a taken one, an unknown template or option is refused in one sentence, and nothing is written', async () => {
  const dir = createFolder()
  await mkdir(join(dir, 'mine'))
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /^Name one id, for example/],
    [['Gift Counter'], /^"Gift Counter" cannot be a plugin's id; take 2 to 39 of a-z, 0-9 and -, a letter first$/],
    [['../../evil'], /cannot be a plugin's id/],
    [['api'], /^"api" is reserved; take another id$/],
    [['mine'], /mine is already there; take another id$/],
    [['some', '--template', 'allert'], /^There is no template "allert"; did you mean alert\?/],
    [['some', '--colour'], /^There is no option '--colour'/],
    [['some', 'other'], /^Name one id/],
  ]
  for (const [args, message] of refused) await assert.rejects(run([...args, '--dir', dir]), { code: 'USAGE', message })
  assert.deepEqual(await readdir(dir, { recursive: true }), ['mine'])
})

test('the list and the help name every template', async () => {
  for (const said of [await run(['--list']), await run(['--help']), await run(['--list', '--json'])]) {
    for (const template of templates) assert.ok(said.includes(template), `${template} in ${said}`)
  }
})
