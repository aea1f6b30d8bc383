import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { loadKeys } from '../../core/serve/keys.ts'
import { createFolder } from '../support/folder.ts'

test('keys are made at the first start, one of 256 bits for each role, and readable by their owner only', async () => {
  const folder = join(createFolder(), 'data')
  const { keys: told } = await loadKeys(folder)
  const keys = told()
  const { mode } = await stat(join(folder, 'keys.json'))
  assert.deepEqual(Object.keys(keys), ['admin', 'moderator', 'game', 'overlay'])
  assert.deepEqual(
    Object.values(keys).map((key) => Buffer.from(key, 'base64url').length),
    [32, 32, 32, 32],
  )
  assert.equal(new Set(Object.values(keys)).size, 4)
  assert.equal(mode & 0o777, 0o600)
})

test('keys stay the same at the next start, and a copied file is closed to others again', async () => {
  const folder = createFolder()
  const { keys } = await loadKeys(folder)
  await chmod(join(folder, 'keys.json'), 0o644)
  const next = await loadKeys(folder)
  const { mode } = await stat(join(folder, 'keys.json'))
  assert.deepEqual([next.keys(), mode & 0o777], [keys(), 0o600])
})

test('each key has its role, and nothing else has one', async () => {
  const { keys: told, roleOf } = await loadKeys(createFolder())
  const keys = told()
  assert.deepEqual(Object.values(keys).map(roleOf), ['admin', 'moderator', 'game', 'overlay'])
  for (const wrong of ['', 'a', keys.admin.slice(1), `${keys.admin} `, keys.admin.toUpperCase(), 'ü', 'x'.repeat(64 * 1024), '__proto__']) {
    assert.equal(roleOf(wrong), undefined)
  }
})

test('keys that are short, missing, shared or unreadable stop the start, and the file stays', async () => {
  const folder = createFolder()
  const path = join(folder, 'keys.json')
  const long = (letter: string) => letter.repeat(43)
  const good = { admin: long('a'), moderator: long('b'), game: long('c'), overlay: long('d') }
  const bad = [
    '',
    'nonsense',
    'null',
    '[]',
    '{}',
    JSON.stringify({ ...good, game: 'short' }),
    JSON.stringify({ ...good, overlay: good.admin }),
  ]
  for (const text of bad) {
    await writeFile(path, text)
    await assert.rejects(loadKeys(folder), (error) => error instanceof HostError && error.code === 'SETTINGS_INVALID')
    assert.equal(await readFile(path, 'utf8'), text)
  }
})

test('keys in a folder that cannot be written stop the start with DATA_UNREADABLE', async () => {
  const file = join(createFolder(), 'file')
  await writeFile(file, '')
  await assert.rejects(loadKeys(join(file, 'data')), (error) => error instanceof HostError && error.code === 'DATA_UNREADABLE')
})

test('a key that is made anew is good at once and at the next start, and the one before is nothing any more', async () => {
  const folder = createFolder()
  const ring = await loadKeys(folder)
  const before = ring.keys().game
  const key = await ring.rotate('game')
  assert.deepEqual([ring.roleOf(key), ring.roleOf(before), ring.keys().game], ['game', undefined, key])
  assert.deepEqual((await loadKeys(folder)).keys(), ring.keys())
})

test('keys that are made anew at the same time are all kept, and one that could not be written stops no other', async () => {
  const folder = join(createFolder(), 'data')
  const ring = await loadKeys(folder)
  const [admin, game] = await Promise.all([ring.rotate('admin'), ring.rotate('game')])
  const next = await loadKeys(folder)
  assert.deepEqual([next.roleOf(admin), next.roleOf(game)], ['admin', 'game'])
  await rm(folder, { recursive: true })
  await assert.rejects(ring.rotate('overlay'), (error) => error instanceof HostError && error.code === 'DATA_UNREADABLE')
  await mkdir(folder)
  assert.equal(ring.roleOf(await ring.rotate('overlay')), 'overlay')
})
