import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bundle } from '../../core/plugins/bundle.ts'
import { readManifest } from '../../core/plugins/manifest.ts'
import { newPlugin } from '../../scripts/new-plugin.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

/** An empty repository, with the parts of this one that a plugin leans on. */
async function createRepository(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'new-plugin-'))
  after(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'test/plugins'), { recursive: true })
  await mkdir(join(root, 'plugins'))
  for (const part of [
    'core',
    'schemas',
    'node_modules',
    'package.json',
    'tsconfig.json',
    'biome.json',
    'test/support',
    'plugins/dummy',
    'test/plugins/dummy',
  ]) {
    await symlink(join(repository, part), join(root, part))
  }
  return root
}

test('a new plugin is good, builds, passes its own test, and is written in the style of the repository', async () => {
  const root = await createRepository()
  const files = await newPlugin('gift-counter', root)
  assert.deepEqual(files.map((file) => file.slice(root.length + 1)).sort(), [
    'plugins/gift-counter/README.md',
    'plugins/gift-counter/plugin.manifest.json',
    'plugins/gift-counter/plugin.ts',
    'test/plugins/gift-counter/plugin.test.ts',
  ])
  const folder = join(root, 'plugins/gift-counter')
  const { name, isolation } = await readManifest(folder, '0.1.0')
  assert.deepEqual({ name, isolation }, { name: 'Gift counter', isolation: undefined })
  assert.match((await bundle({ folder, main: 'plugin.ts' })).code, /host\.log/)

  const env = { PATH: process.env.PATH }
  const tested = await run(process.execPath, ['--import', 'tsx', '--test', 'test/plugins/gift-counter/plugin.test.ts'], { cwd: root, env })
  assert.match(tested.stdout, /pass 2\n.*fail 0/)
  await run(
    process.execPath,
    [
      join(repository, 'node_modules/@biomejs/biome/bin/biome'),
      'check',
      '--vcs-enabled=false',
      'plugins/gift-counter',
      'test/plugins/gift-counter',
    ],
    { cwd: root },
  )
})

test('a bad id is refused in one sentence, and nothing is written', async () => {
  const root = await createRepository()
  await assert.rejects(newPlugin('Gift Counter', root), {
    code: 'USAGE',
    message: '"Gift Counter" cannot be a plugin\'s id; take 2 to 39 of a-z, 0-9 and -, a letter first',
  })
  await assert.rejects(newPlugin('../../evil', root), { code: 'USAGE' })
  await assert.rejects(newPlugin('api', root), { code: 'USAGE', message: '"api" is reserved; take another id' })
  assert.deepEqual(await readdir(join(root, 'plugins')), ['dummy'])
})

test('a taken id is refused, and what is there stays as it is', async () => {
  const root = await createRepository()
  await mkdir(join(root, 'plugins/mine'))
  await assert.rejects(newPlugin('mine', root), { code: 'USAGE', message: 'plugins/mine is already there; take another id' })
  assert.deepEqual(await readdir(join(root, 'plugins/mine')), [])
})
