import assert from 'node:assert/strict'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { followSettings } from '../../core/follow-settings.ts'
import type { PluginStatus } from '../../core/plugins/plugin.ts'
import { openSettings } from '../../core/store/settings.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'

const status = (id: string): PluginStatus => ({ id, name: id, version: '1.0.0', state: 'quarantined', overlays: [] })

/** A settings file that is followed, and what came of it. */
async function createStage(t: TestContext) {
  const file = join(createFolder(), 'settings.json')
  const write = (settings: object) => writeFile(file, JSON.stringify({ schemaVersion: '1', ...settings }))
  await write({ plugins: { a: { enabled: true }, b: { enabled: true } } })
  const settings = await openSettings(file)
  const came: string[] = []
  const { changed, until } = createWaiters()
  const note = (what: string) => {
    came.push(what)
    changed()
  }
  const end = followSettings({
    file,
    settings,
    say: note,
    source: { follow: async ({ tiktok }) => note(`follow ${tiktok?.username}`) },
    plugins: {
      status: () => ['a', 'b'].map(status),
      async refresh(id) {
        note(`refresh ${id}`)
        return status(id)
      },
    },
  })
  t.after(end)
  return { file, write, settings, came, heard: (what: RegExp) => until(() => came.some((each) => what.test(each))) }
}

test('an edit about one plugin is followed by that one alone, so that another stays in quarantine', async (t) => {
  const { write, came, heard } = await createStage(t)
  await write({ plugins: { a: { enabled: false }, b: { enabled: true } } })
  await heard(/^refresh a$/)
  await write({ plugins: { a: { enabled: false }, b: { enabled: false } } })
  await heard(/^refresh b$/)
  assert.deepEqual(came, ['refresh a', 'refresh b'])
})

test('a file that is replaced, as editors do, is followed, and again after that', async (t) => {
  const { file, came, heard } = await createStage(t)
  for (const enabled of [false, true]) {
    await writeFile(`${file}~`, JSON.stringify({ schemaVersion: '1', plugins: { a: { enabled }, b: { enabled: true } } }))
    await rename(`${file}~`, file)
    const count = came.length + 1
    await heard(/^refresh a$/)
    assert.equal(came.length, count)
    if (!enabled) came.length = 0
  }
})

test('a file that is deleted is told, leaves the defaults, and does not come back with the next change', async (t) => {
  const { file, settings, came, heard } = await createStage(t)
  await rm(file)
  await heard(/^refresh b$/)
  assert.deepEqual(came, [`${file} was deleted; the defaults go on`, 'refresh a', 'refresh b'])
  assert.deepEqual(await settings.update((now) => now), { schemaVersion: '1' })
})

test('what the host writes itself is no edit, the account is followed, and what counts from the next start is told', async (t) => {
  const { write, settings, came, heard } = await createStage(t)
  await settings.update((now) => ({ ...now, plugins: { ...now.plugins, a: { enabled: false } } }))
  await write({ plugins: { a: { enabled: false }, b: { enabled: true } }, server: { port: 4000 }, tiktok: { username: 'luna' } })
  await heard(/from the next start$/)
  assert.deepEqual(came, ['follow luna', 'The settings of the server count from the next start'])
})
