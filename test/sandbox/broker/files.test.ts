import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { holdByName } from '../../../core/sandbox/broker/files/hold.ts'
import { createBrokerUnderTest, errorOf } from './broker-under-test.ts'

const ALL = { read: ['.'], write: ['.'] }

test('a granted folder is read and written, and relative paths count from the own folder', async (t) => {
  const { read, write, own } = await createBrokerUnderTest(t, { read: ['./data'], write: ['./data'] })
  assert.equal(await read('./data/ok.txt'), 'fine')
  await write('./data/new.txt', 'hello')
  assert.equal(await read(join(own, 'data/new.txt')), 'hello')
  await write('./data/new.txt', 'bye')
  assert.equal(await readFile(join(own, 'data/new.txt'), 'utf8'), 'bye')
})

test('the own folder is made when a granted path in it is first used, for nobody else to read', async (t) => {
  const { broker, dataDir } = await createBrokerUnderTest(t, ALL)
  const from = { plugin: 'fresh', generation: 1 }
  const folder = join(dataDir, 'plugins/fresh')
  await assert.rejects(stat(folder))
  await broker.call(from, 'file.list', ['.'])
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
})

test('appending adds, createNew does not replace, and reading goes on where it was', async (t) => {
  const { broker, from, value, ask, read } = await createBrokerUnderTest(t, ALL)
  const { id } = await value('file.open', 'log', { append: true, create: true, read: true })
  await broker.call(from, 'file.write', [id], Buffer.from('one'))
  await broker.call(from, 'file.write', [id], Buffer.from('two'))
  assert.equal(await read('log'), 'onetwo')
  assert.equal(await errorOf(ask('file.open', 'log', { write: true, createNew: true })), 'AlreadyExists')
  const again = await value('file.open', 'log', { read: true })
  assert.equal(Buffer.from((await ask('file.read', again.id, 4)).bytes ?? []).toString(), 'onet')
  assert.equal(Buffer.from((await ask('file.read', again.id, 400)).bytes ?? []).toString(), 'wo')
  assert.equal((await ask('file.read', again.id, 4)).bytes?.length, 0)
})

test('many at once add to one file, and each is kept', async (t) => {
  const { broker, from, value, ask, read } = await createBrokerUnderTest(t, ALL)
  const add = async (text: string) => {
    const { id } = await value('file.open', 'log', { append: true, create: true })
    await broker.call(from, 'file.write', [id], Buffer.from(text))
    await ask('file.close', id)
  }
  for (let n = 0; n < 10; n += 1) await Promise.all(Array.from({ length: 40 }, () => add('x')))
  assert.equal((await read('log')).length, 400)
})

test('errors have the names that Deno gives them', async (t) => {
  const { ask, own } = await createBrokerUnderTest(t, ALL)
  await mkdir(join(own, 'full'))
  await writeFile(join(own, 'full/file'), '')
  const open = (path: unknown, how: unknown = { read: true }) => ask('file.open', path, how)
  const write = { write: true, create: true, truncate: true }
  const expected: readonly (readonly [() => Promise<unknown>, string])[] = [
    [() => open('missing'), 'NotFound'],
    [() => open('missing/file', write), 'NotFound'],
    [() => open('data'), 'IsADirectory'],
    [() => open('data', write), 'IsADirectory'],
    [() => open('full/file/x'), 'NotADirectory'],
    [() => open('a\0b'), 'TypeError'],
    [() => open(''), 'Error'],
    [() => open('x'.repeat(300)), 'Error'],
    [() => open('full/file', {}), 'Error'],
    [() => open('full/file', { read: true, create: true }), 'Error'],
    [() => open('full/file', { append: true, truncate: true }), 'Error'],
    [() => open('full/file', { read: true, mode: 0o4777 }), 'TypeError'],
    [() => ask('file.mkdir', 'full', {}), 'AlreadyExists'],
    [() => ask('file.mkdir', 'full/file', { recursive: true }), 'AlreadyExists'],
    [() => ask('file.mkdir', 'a/b/c', {}), 'NotFound'],
    [() => ask('file.mkdir', 'full', { recursive: true }), 'nothing'],
    [() => ask('file.mkdir', 'a/b/c', { recursive: true }), 'nothing'],
    [() => ask('file.remove', 'full', {}), 'Error'],
    [() => ask('file.remove', 'missing', { recursive: true }), 'NotFound'],
    [() => ask('file.list', 'full/file'), 'NotADirectory'],
    [() => ask('file.rename', 'full', 'full/inside'), 'TypeError'],
    [() => ask('file.read', 77, 1), 'BadResource'],
    [() => ask('file.close', '__proto__'), 'BadResource'],
  ]
  const names: string[] = []
  for (const [call] of expected) names.push(await errorOf(call()))
  assert.deepEqual(
    names,
    expected.map(([, name]) => name),
  )
  await assert.rejects(open('missing'), { message: "No such file or directory (os error 2): open 'missing'" })
})

test('a file is described, with and without following a link', async (t) => {
  const { value, own } = await createBrokerUnderTest(t, { read: ['.'] })
  await chmod(join(own, 'data/ok.txt'), 0o640)
  const { mtime, atime, birthtime, mode, ...facts } = await value('file.stat', 'data/ok.txt', { followLinks: true })
  const real = await stat(join(own, 'data/ok.txt'))
  assert.deepEqual(facts, { isFile: true, isDirectory: false, isSymlink: false, size: 4 })
  assert.deepEqual([mtime, mode], [Math.floor(real.mtimeMs), real.mode])
  assert.ok(atime !== null && (birthtime === null || birthtime > 0))
  assert.equal((await value('file.stat', 'data/link-secret', { followLinks: false })).isSymlink, true)
})

test('folders are listed, up to a limit', async (t) => {
  const { value, ask, own } = await createBrokerUnderTest(t, { read: ['.'] })
  const entries = await value('file.list', 'data')
  assert.deepEqual(
    [...entries].sort((a, b) => a.name.localeCompare(b.name)),
    [
      { name: 'link-dir', isFile: false, isDirectory: false, isSymlink: true },
      { name: 'link-secret', isFile: false, isDirectory: false, isSymlink: true },
      { name: 'ok.txt', isFile: true, isDirectory: false, isSymlink: false },
    ],
  )
  await mkdir(join(own, 'many'))
  for (let n = 0; n < 2_100; n += 1) await writeFile(join(own, 'many', `${n}-`.padEnd(250, 'x')), '')
  assert.equal(await errorOf(ask('file.list', 'many')), 'QuotaExceededError')
})

test('what is moved and removed is gone from where it was', async (t) => {
  const { ask, read, write } = await createBrokerUnderTest(t, ALL)
  await ask('file.mkdir', 'a/b', { recursive: true })
  await write('a/b/file', 'kept')
  await ask('file.rename', 'a', 'c')
  assert.equal(await read('c/b/file'), 'kept')
  assert.equal(await errorOf(ask('file.stat', 'a', { followLinks: true })), 'NotFound')
  await ask('file.remove', 'c', { recursive: true })
  assert.equal(await errorOf(ask('file.stat', 'c', { followLinks: true })), 'NotFound')
})

test('an open file stops when its grant is taken back', async (t) => {
  const { ask, value, grant } = await createBrokerUnderTest(t, { read: ['./data'] })
  const { id } = await value('file.open', './data/ok.txt', { read: true })
  assert.equal((await ask('file.read', id, 1)).bytes?.length, 1)
  grant({})
  assert.equal(await errorOf(ask('file.read', id, 1)), 'NotCapable')
})

test('a file that is open to read is not written', async (t) => {
  const { broker, from, value } = await createBrokerUnderTest(t, ALL)
  const { id } = await value('file.open', './data/ok.txt', { read: true })
  assert.equal(await errorOf(broker.call(from, 'file.write', [id], Buffer.from('x'))), 'BadResource')
})

test('nothing is written when the disk of the data folder is nearly full', async (t) => {
  const { write, read, own } = await createBrokerUnderTest(t, ALL, { minFreeBytes: Number.MAX_SAFE_INTEGER })
  assert.equal(await errorOf(write('big', 'x')), 'QuotaExceededError')
  assert.equal(await readFile(join(own, 'big'), 'utf8'), '')
  assert.equal(await read('data/ok.txt'), 'fine')
})

test('data folders of plugins may lie on another disk, over a link', async (t) => {
  const { root, dataDir, from } = await createBrokerUnderTest(t)
  await rename(join(dataDir, 'plugins'), join(root, 'large'))
  await symlink(join(root, 'large'), join(dataDir, 'plugins'))
  const { broker } = await createBrokerUnderTest(t, { read: ['.', '/'] }, { dataDir })
  t.after(() => broker.release(from))
  assert.deepEqual((await broker.call(from, 'file.stat', ['data/ok.txt', {}])).value, {
    ...(await factsOf(join(root, 'large/stranger/data/ok.txt'))),
  })
  assert.equal(await errorOf(broker.call(from, 'file.stat', [join(root, 'large/other/kept.txt'), {}])), 'NotCapable')
})

const factsOf = async (path: string) => {
  const { size, mtimeMs, atimeMs, birthtimeMs, mode } = await stat(path)
  const [mtime, atime, birthtime] = [mtimeMs, atimeMs, birthtimeMs].map(Math.floor)
  return { isFile: true, isDirectory: false, isSymlink: false, size, mtime, atime, birthtime, mode }
}

test('the own folder is written to although the data folder lies in the folder of the code', async (t) => {
  const { root, dataDir, from } = await createBrokerUnderTest(t)
  const { broker } = await createBrokerUnderTest(t, { write: ['.', '/'] }, { dataDir, protectedPaths: [root] })
  t.after(() => broker.release(from))
  assert.equal(await errorOf(broker.call(from, 'file.mkdir', ['data/made', {}])), 'nothing')
  assert.equal(await errorOf(broker.call(from, 'file.mkdir', [join(root, 'made'), {}])), 'NotCapable')
  assert.equal(await errorOf(broker.call(from, 'file.mkdir', ['../other/made', {}])), 'NotCapable')
})

test('where there are no descriptors to go by, a link is known by its name too', async (t) => {
  const { root, own } = await createBrokerUnderTest(t)
  const link = join(own, 'data/link-secret')
  const followed = await holdByName(link, { followLinks: true })
  assert.equal(followed?.real, join(root, 'outside/secret.txt'))
  const kept = await holdByName(join(own, 'data/link-secret'), { followLinks: false })
  assert.deepEqual([kept?.real, kept?.facts.isSymbolicLink()], [link, true])
  assert.equal((await holdByName(join(own, 'data/link-dir/secret.txt'), { followLinks: false }))?.real, join(root, 'outside/secret.txt'))
})
