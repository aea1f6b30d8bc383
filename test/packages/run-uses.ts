import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { bundle } from '../../core/plugins/bundle.ts'
import { packagesFolder } from '../../scripts/packages-place.mjs'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'
import type { Use } from './uses/use.ts'

/** One test for each package: a plugin that uses it is bundled, runs in the real sandbox, and comes to the value. */
export function testUses(uses: Readonly<Record<string, Use>>): void {
  const observed = createObservedSandbox()
  const folders: string[] = []
  after(async () => {
    await observed.stop()
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })))
  })
  for (const [name, use] of Object.entries(uses))
    test(`${name} works in a plugin`, { timeout: 60_000 }, async () => {
      const folder = await pluginWith(use)
      folders.push(folder)
      const { code } = await bundle({ folder, main: 'plugin.js' })
      const id = name.replaceAll(/\W/g, '-')
      await observed.sandbox.load(
        pluginCode(id, '', { code, filename: `plugins/${id}/plugin.js`, grants: use[3] ?? {}, timeoutMs: 10_000 }),
        'thread',
      )
      observed.sandbox.deliver(id, observed.packer.deliveries(1))
      const ended = () => observed.results.find(({ plugin }) => plugin === id)
      await observed.until(() => ended() !== undefined)
      assert.equal(ended()?.error, undefined)
      const [published] = observed.told('publish', id)
      assert.deepEqual(JSON.parse(String(published?.[1])), use[2])
      await observed.sandbox.unload(id, 100)
    })
}

/** Beside the installed packages, so that they are found. */
async function pluginWith([imports, expression]: Use): Promise<string> {
  const packages = packagesFolder('packages')
  assert.ok(existsSync(packages), 'The packages are not installed: run node scripts/setup-packages.mjs packages')
  const folder = await mkdtemp(join(packages, 'plugin-'))
  const code = `${imports}\nexport default { on: { chat: async (event, host) => host.publish('value', await ${expression}) } }\n`
  await writeFile(join(folder, 'plugin.js'), code)
  return folder
}
