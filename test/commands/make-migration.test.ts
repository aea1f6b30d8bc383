import assert from 'node:assert/strict'
import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Driver } from '../../core/store/sqlite/driver.ts'
import { makeMigration } from '../../scripts/make-migration.ts'
import { createFolder } from '../support/folder.ts'
import { ROOT } from '../support/root.ts'

const FOLDER = 'core/store/sqlite/migrations'

/** The store's code, in a folder of its own. */
async function copied(): Promise<string> {
  const root = createFolder(join(ROOT, 'node_modules/.cache'))
  for (const part of ['core/store', 'core/base', 'schemas']) {
    await mkdir(join(root, dirname(part)), { recursive: true })
    await cp(join(ROOT, part), join(root, part), { recursive: true })
  }
  return root
}

test('S0-183: make:migration adds a step with up and down that runs, at the end of the list', async () => {
  const root = await copied()
  const before = (await readdir(join(root, FOLDER))).length
  assert.equal((await makeMigration('add goals', { root, dryRun: true })).name, (await makeMigration('addGoals', { root })).name)
  const files = (await readdir(join(root, FOLDER))).sort()
  assert.equal(files.length, before + 1)
  assert.match(files.at(-1) ?? '', /^\d{4}-add-goals\.ts$/)
  assert.match(await readFile(join(root, FOLDER, files.at(-1) ?? ''), 'utf8'), /async up[\s\S]*async down/)

  // The copy has the very shape of the original.
  const { migrateUp, migrateDown, MIGRATIONS } = (await import(
    pathToFileURL(join(root, 'core/store/sqlite/migrate.ts')).href
  )) as typeof import('../../core/store/sqlite/migrate.ts')
  const name = (files.at(-1) ?? '').replace('.ts', '')
  assert.equal(Object.keys(MIGRATIONS).at(-1), name)
  const database = new Driver(join(createFolder(), 'showrunner.db'))
  assert.equal((await migrateUp(database)).at(-1), name)
  assert.deepEqual(await migrateDown(database), [name])
  database.close()
})

test('S0-183: a name that is taken, or is none, is refused with a sentence, and nothing is written', async () => {
  const root = await copied()
  await assert.rejects(makeMigration('first', { root }), /There is a migration first already; take another name/)
  await assert.rejects(makeMigration('  ', { root }), /Name the migration with words/)
  await assert.rejects(
    makeMigration('../../evil', { root, dryRun: true }).then(({ file }) => Promise.reject(new Error(file))),
    /\d{4}-evil\.ts$/,
  )
})
