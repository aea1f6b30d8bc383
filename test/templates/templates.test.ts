import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkPlugin } from '../../core/packages/check.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { runRehearsal } from '../../core/rehearsal/run.ts'
import { TEMPLATES } from '../../scripts/new-plugin.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'scripts/templates')
const names = Object.keys(TEMPLATES)

test('there is a folder for each template, and none besides', async () => {
  assert.deepEqual(await readdir(FOLDER), names.map((name) => `my-${name}`).sort())
})

// What an author finds in a template is a test of ours, too.
for (const name of names) await import(`../../scripts/templates/my-${name}/plugin.test.ts`)

for (const name of names) {
  const folder = join(FOLDER, `my-${name}`)

  test(`${name} passes its check without a warning`, async () => {
    const { errors, warnings } = await checkPlugin(folder, {
      hostVersion: '0.1.0',
      base: await readBase(join(ROOT, 'plugin.manifest.json')),
    })
    assert.deepEqual({ errors, warnings }, { errors: [], warnings: [] })
  })

  test(`${name} handles every event and action in its sandbox, with nothing configured`, async () => {
    const { ok, events, actions, powers } = await runRehearsal(folder, { times: 2, deny: ['net'] })
    const failures = [...events, ...actions].flatMap(({ name, error }) => (error === undefined ? [] : `${name}: ${error}`))
    assert.deepEqual({ ok, failures, refused: powers.filter(({ refused }) => refused > 0) }, { ok: true, failures: [], refused: [] })
    assert.ok(events.every(({ handled }) => handled === 2) && events.length > 0)
  })

  test(`${name} has a README of one screen`, async () => {
    assert.ok((await readFile(join(folder, 'README.md'), 'utf8')).split('\n').length <= 60)
  })
}
