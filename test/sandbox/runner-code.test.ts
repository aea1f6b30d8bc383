import assert from 'node:assert/strict'
import { cp, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'
import { createFolder } from '../support/folder.ts'

const home = fileURLToPath(new URL('../..', import.meta.url))
const sandbox = join(home, 'core/sandbox')

test('the code of the runner is built once, by however many at a time, wherever they were started, and anew when a source changed', async (t) => {
  const root = createFolder()
  const startedIn = process.cwd()
  process.chdir(createFolder())
  t.after(() => process.chdir(startedIn))
  await mkdir(join(root, 'core'))
  await cp(sandbox, join(root, 'core/sandbox'), { recursive: true })
  await mkdir(join(root, 'node_modules'))
  const packages = ['ses', 'msgpackr', 'web-streams-polyfill', 'urlpattern-polyfill'].map((name) => `node_modules/${name}`)
  for (const beside of ['package-lock.json', 'core/sdk.ts', 'core/deno.d.ts', 'schemas', ...packages])
    await symlink(join(home, beside), join(root, beside))
  const [first, beside] = await Promise.all([buildRunnerCode(root), buildRunnerCode(root)])
  assert.ok(first)
  const builtAt = (await stat(join(first, 'main.mjs'))).mtimeMs
  const again = await buildRunnerCode(root)
  await writeFile(join(root, 'core/sandbox/worker/added.ts'), '')
  const changed = await buildRunnerCode(root)
  assert.deepEqual([beside, again, (await stat(join(again, 'main.mjs'))).mtimeMs], [first, first, builtAt])
  assert.notEqual(changed, first)
  const realm = ['guest.js', 'lockdown.js', 'prelude.js', 'ses.js'].flatMap((script) => [script, `${script}.cache`])
  assert.deepEqual((await readdir(changed)).sort(), ['main.mjs', 'warm.mjs', 'worker.mjs', ...realm].sort())
})
