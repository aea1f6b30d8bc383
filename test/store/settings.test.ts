import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { openSettings } from '../../core/store/settings.ts'
import { createFolder } from '../support/folder.ts'

const fileIn = (folder: string, text?: string) => {
  const file = join(folder, 'settings.json')
  if (text !== undefined) writeFileSync(file, text)
  return file
}

test('settings are the defaults while there is no file, and reading makes none', async () => {
  const folder = createFolder()
  const settings = await openSettings(fileIn(folder))
  assert.deepEqual(settings.current(), { schemaVersion: '1' })
  assert.deepEqual(readdirSync(folder), [])
})

test('settings are written whole, for people to read, and for nobody else', async () => {
  const folder = join(createFolder(), 'data')
  const settings = await openSettings(fileIn(`${folder}`))
  await settings.update((now) => ({ ...now, server: { port: 4000 } }))
  assert.equal(readFileSync(fileIn(folder), 'utf8'), '{\n  "schemaVersion": "1",\n  "server": {\n    "port": 4000\n  }\n}\n')
  assert.deepEqual(readdirSync(folder), ['settings.json'])
  assert.deepEqual([statSync(folder).mode & 0o777, statSync(fileIn(folder)).mode & 0o777], [0o700, 0o600])
  assert.deepEqual((await openSettings(fileIn(folder))).current(), settings.current())
})

test('settings changed at once are all kept', async () => {
  const settings = await openSettings(fileIn(createFolder()))
  const enable = (id: string) => settings.update((now) => ({ ...now, plugins: { ...now.plugins, [id]: { enabled: true } } }))
  await Promise.all(['a', 'b', 'c', 'd'].map(enable))
  assert.deepEqual(Object.keys(settings.current().plugins ?? {}), ['a', 'b', 'c', 'd'])
})

test('settings edited by hand are kept by a change through the host', async () => {
  const file = fileIn(createFolder(), '{ "schemaVersion": "1" }')
  const settings = await openSettings(file)
  writeFileSync(file, '\uFEFF{ "schemaVersion": "1", "tiktok": { "username": "somebody" } }')
  await settings.update((now) => ({ ...now, server: { port: 4000 } }))
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
    schemaVersion: '1',
    tiktok: { username: 'somebody' },
    server: { port: 4000 },
  })
})

test('settings of a file that was deleted are the defaults, and nothing of it comes back with the next change', async () => {
  const file = fileIn(createFolder(), '{ "schemaVersion": "1", "tiktok": { "username": "somebody" } }')
  const settings = await openSettings(file)
  rmSync(file)
  assert.deepEqual(await settings.reset(), { schemaVersion: '1' })
  await settings.update((now) => ({ ...now, server: { port: 4000 } }))
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { schemaVersion: '1', server: { port: 4000 } })
})

test('settings stay while an editor has their file away, and a file that is there again is read', async () => {
  const text = '{ "schemaVersion": "1", "tiktok": { "username": "somebody" } }'
  const file = fileIn(createFolder(), text)
  const settings = await openSettings(file)
  rmSync(file)
  assert.deepEqual(await settings.reload(), JSON.parse(text))
  writeFileSync(file, '{ "schemaVersion": "1", "server": { "port": 4000 } }')
  assert.deepEqual(await settings.reset(), { schemaVersion: '1', server: { port: 4000 } })
})

const INVALID = [
  {
    text: '{ "schemaVersion": "1", "server": { "port": "3000" } }',
    says: /settings\.json: "server\.port".*number|integer/,
    field: '/server/port',
  },
  { text: '{ "schemaVersion": "1", "sever": {} }', says: /settings\.json: .*"sever".*server/, field: '/sever' },
  {
    text: '{\n  "schemaVersion": "1",\n  "server": { "port": 3000,, }\n}',
    says: /settings\.json is not JSON in line 3$/,
    field: undefined,
  },
  { text: '', says: /settings\.json is not JSON/, field: undefined },
]

for (const { text, says, field } of INVALID) {
  test(`S8: settings of ${JSON.stringify(text)} are refused by file and field, and never overwritten`, async () => {
    const file = fileIn(createFolder(), '{ "schemaVersion": "1" }')
    const settings = await openSettings(file)
    writeFileSync(file, text)
    const isClear = (error: { code?: string; message?: string; detail?: { field?: string } }) => {
      assert.equal(error.code, 'SETTINGS_INVALID')
      assert.match(error.message ?? '', says)
      assert.equal(error.detail?.field, field)
      return true
    }
    await assert.rejects(openSettings(file), isClear)
    await assert.rejects(settings.reload(), isClear)
    await assert.rejects(
      settings.update((now) => now),
      isClear,
    )
    assert.equal(readFileSync(file, 'utf8'), text)
    assert.deepEqual(settings.current(), { schemaVersion: '1' })
  })
}

test('S8: settings refuse a change to something invalid, and go on', async () => {
  const file = fileIn(createFolder())
  const settings = await openSettings(file)
  await assert.rejects(
    settings.update((now) => ({ ...now, server: { port: -1 } })),
    { code: 'SETTINGS_INVALID' },
  )
  assert.deepEqual(await settings.update((now) => ({ ...now, server: { port: 1 } })), { schemaVersion: '1', server: { port: 1 } })
})

test('settings that cannot be read say so', async () => {
  const file = fileIn(createFolder())
  mkdirSync(file)
  await assert.rejects(openSettings(file), { code: 'DATA_UNREADABLE' })
})
