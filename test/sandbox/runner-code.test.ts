import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'

const sandbox = fileURLToPath(new URL('../../core/sandbox', import.meta.url))

test('the code of the runner is built once, by however many at a time, and anew when a source changed', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'runner-code-'))
  t.after(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'core'))
  await cp(sandbox, join(root, 'core/sandbox'), { recursive: true })
  const [first, beside] = await Promise.all([buildRunnerCode(root), buildRunnerCode(root)])
  assert.ok(first)
  const builtAt = (await stat(join(first, 'main.mjs'))).mtimeMs
  const again = await buildRunnerCode(root)
  await writeFile(join(root, 'core/sandbox/worker/added.ts'), '')
  const changed = await buildRunnerCode(root)
  assert.deepEqual([beside, again, (await stat(join(again, 'main.mjs'))).mtimeMs], [first, first, builtAt])
  assert.notEqual(changed, first)
  assert.deepEqual((await readdir(changed)).sort(), ['main.mjs', 'worker.mjs'])
})
