import assert from 'node:assert/strict'
import { cp, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { nodeFlags } from '../../core/sandbox/launch/node-flags.ts'
import { buildRunnerCode } from '../../core/sandbox/runner-code.ts'
import { createFolder } from '../support/folder.ts'

const home = fileURLToPath(new URL('../..', import.meta.url))
const sandbox = join(home, 'core/sandbox')

test('the code of the runner is built once, by however many at a time, and anew when a source changed', async () => {
  const root = await copySources()
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

test('the code of the runner is built by a process that was started in another folder', async () => {
  const root = await copySources()
  const script = `import { buildRunnerCode } from ${JSON.stringify(join(sandbox, 'runner-code.ts'))}; console.log(await buildRunnerCode(process.argv[1]))`
  const loader = pathToFileURL(join(home, 'node_modules/tsx/dist/loader.mjs')).href
  const { stdout } = await execa({ cwd: createFolder() })`node --import ${loader} --input-type=module -e ${script} ${root}`
  assert.ok((await readdir(stdout)).includes('main.mjs'))
})

test('what was compiled beforehand is taken as it is, under the flags that a runner is started with', async () => {
  const folder = await buildRunnerCode(home)
  const script = `
    const { readFileSync } = require('node:fs')
    const { Script } = require('node:vm')
    const taken = ['prelude', 'ses', 'lockdown', 'guest'].filter((name) => {
      const path = ${JSON.stringify(folder)} + '/' + name + '.js'
      return !new Script(readFileSync(path, 'utf8'), { cachedData: readFileSync(path + '.cache') }).cachedDataRejected
    })
    console.log(taken.join())`
  const { stdout } = await execa(process.execPath, [...nodeFlags([folder]), '-e', script], { env: {}, extendEnv: false })
  assert.equal(stdout, 'prelude,ses,lockdown,guest')
})

/** What the code of the runner is built of, where nothing was built yet. */
async function copySources(): Promise<string> {
  const root = createFolder()
  await mkdir(join(root, 'core'))
  await cp(sandbox, join(root, 'core/sandbox'), { recursive: true })
  await mkdir(join(root, 'node_modules'))
  const packages = ['ses', 'msgpackr', 'web-streams-polyfill', 'urlpattern-polyfill'].map((name) => `node_modules/${name}`)
  for (const beside of ['package-lock.json', 'core/sdk.ts', 'core/deno.d.ts', 'schemas', ...packages])
    await symlink(join(home, beside), join(root, beside))
  return root
}
