import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { link, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { createBrokerUnderTest, errorOf, SECRET } from './broker-under-test.ts'

const DATA = { read: ['./data'], write: ['./data'] }
const OUTPUT = { write: true, create: true, truncate: true }
type Under = Awaited<ReturnType<typeof createBrokerUnderTest>>

/** Every way to use a path, none of which may have an effect. */
const uses = ({ ask }: Under, path: string): readonly (() => Promise<unknown>)[] => [
  () => ask('file.open', path, { read: true }),
  () => ask('file.open', path, OUTPUT),
  () => ask('file.open', path, { append: true, create: true }),
  () => ask('file.open', path, { write: true, createNew: true }),
  () => ask('file.stat', path, { followLinks: true }),
  () => ask('file.list', path),
  () => ask('file.mkdir', path, { recursive: true }),
  () => ask('file.mkdir', join(path, 'below'), {}),
  () => ask('file.remove', path, { recursive: true }),
  () => ask('file.rename', path, './data/stolen'),
  () => ask('file.rename', './data/ok.txt', path),
  () => ask('file.realPath', path),
]

async function refusals(under: Under, path: string): Promise<readonly string[]> {
  const names: string[] = []
  for (const use of uses(under, path)) names.push(await errorOf(use()))
  return names
}

const allRefused = (names: readonly string[]) => names.map(() => 'NotCapable')

test('a path outside of what is granted is refused in every way, whether something is there or not', async (t) => {
  const under = await createBrokerUnderTest(t, DATA)
  const paths = [
    '../outside/secret.txt',
    '../../../outside/secret.txt',
    join(under.root, 'outside/secret.txt'),
    join(under.root, 'outside/missing'),
    './plugin.manifest.json',
    './data/../data2',
    `${under.own}/data-evil/secret.txt`,
    '../other/kept.txt',
    '~/secret.txt',
    'file:///etc/passwd',
    '.',
  ]
  for (const path of paths) {
    const names = await refusals(under, path)
    assert.deepEqual(names, allRefused(names), path)
  }
  assert.deepEqual((await readdir(join(under.root, 'outside'))).sort(), ['secret.txt'])
  assert.equal(await readFile(join(under.own, 'data/ok.txt'), 'utf8'), 'fine')
})

test('a link that leads out is not followed, and what it leads to stays', async (t) => {
  const { ask, root, own } = await createBrokerUnderTest(t, DATA)
  await symlink(join(root, 'outside/made'), join(own, 'data/link-to-nothing'))
  const calls = [
    () => ask('file.open', './data/link-secret', { read: true }),
    () => ask('file.open', './data/link-secret', OUTPUT),
    () => ask('file.stat', './data/link-secret', { followLinks: true }),
    () => ask('file.realPath', './data/link-secret'),
    () => ask('file.open', './data/link-dir/secret.txt', { read: true }),
    () => ask('file.open', './data/link-dir/pwn.txt', OUTPUT),
    () => ask('file.list', './data/link-dir'),
    () => ask('file.mkdir', './data/link-dir/pwn', {}),
    () => ask('file.mkdir', './data/link-dir/pwn/deep', { recursive: true }),
    () => ask('file.remove', './data/link-dir/secret.txt', {}),
    () => ask('file.rename', './data/link-dir/secret.txt', './data/mine'),
    () => ask('file.rename', './data/ok.txt', './data/link-dir/pwn.txt'),
  ]
  const names: string[] = []
  for (const call of calls) names.push(await errorOf(call()))
  assert.deepEqual(names, allRefused(names))
  assert.equal(await errorOf(ask('file.open', './data/link-to-nothing', OUTPUT)), 'NotFound')
  assert.deepEqual(await readdir(join(root, 'outside')), ['secret.txt'])
  assert.equal(await readFile(join(root, 'outside/secret.txt'), 'utf8'), SECRET)
})

test('removing and moving a link does it to the link', async (t) => {
  const { ask, root, own } = await createBrokerUnderTest(t, DATA)
  await mkdir(join(own, 'data/full'))
  await symlink(join(root, 'outside'), join(own, 'data/full/link'))
  await ask('file.rename', './data/link-dir', './data/full/moved')
  await ask('file.remove', './data/full', { recursive: true })
  await ask('file.remove', './data/link-secret', {})
  assert.deepEqual(await readdir(join(own, 'data')), ['ok.txt'])
  assert.deepEqual(await readdir(join(root, 'outside')), ['secret.txt'])
})

test('a file with a second name is neither read nor written, since that name may be elsewhere', async (t) => {
  const { ask, root, own } = await createBrokerUnderTest(t, DATA)
  await link(join(root, 'outside/secret.txt'), join(own, 'data/hard'))
  for (const how of [{ read: true }, OUTPUT, { append: true }]) {
    assert.equal(await errorOf(ask('file.open', './data/hard', how)), 'NotCapable')
  }
  assert.equal(await readFile(join(root, 'outside/secret.txt'), 'utf8'), SECRET)
})

test('a FIFO, a socket and a device are refused at once, without waiting for the other end', async (t) => {
  const { ask, own } = await createBrokerUnderTest(t, { read: ['.', '/dev'], write: ['.', '/dev'] })
  execFileSync('mkfifo', [join(own, 'fifo')])
  const server = createServer()
  t.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(join(own, 'socket'), resolve))
  for (const path of ['fifo', 'socket', '/dev/null', '/dev/zero', '/dev/stdin']) {
    for (const how of [{ read: true }, { write: true }]) assert.equal(await errorOf(ask('file.open', path, how)), 'NotCapable', path)
  }
})

test('the widest grant does not reach the core, other plugins, processes, devices, or any code', async (t) => {
  const under = await createBrokerUnderTest(t, { read: ['/'], write: ['/'] })
  const { root, dataDir, ask, own } = under
  await writeFile(join(root, 'code/stranger/plugin.ts'), 'code')
  const inData = [
    'showrunner.db',
    'showrunner.db-wal',
    'settings.json',
    'keys.json',
    'plugins',
    'plugins/other',
    'plugins/other/kept.txt',
    '.',
  ]
  for (const path of inData.map((name) => join(dataDir, name))) {
    const names = await refusals(under, path)
    assert.deepEqual(names, allRefused(names), path)
  }
  // Nothing here may harm the machine, should it once not be refused.
  for (const path of ['/proc/self/environ', '/proc/self/mem', '/sys/kernel', '/dev/null']) {
    for (const how of [{ read: true }, { write: true }]) assert.equal(await errorOf(ask('file.open', path, how)), 'NotCapable')
    for (const method of ['file.stat', 'file.list', 'file.realPath']) assert.equal(await errorOf(ask(method, path, {})), 'NotCapable')
  }
  await symlink(dataDir, join(root, 'alias'))
  assert.equal(await errorOf(ask('file.open', join(root, 'alias/keys.json'), { read: true })), 'NotCapable')
  assert.equal(await errorOf(ask('file.open', '/proc/self/root/etc/passwd', { read: true })), 'NotCapable')

  const code = join(root, 'code/stranger/plugin.ts')
  assert.equal(await errorOf(ask('file.open', code, { read: true })), 'nothing')
  for (const path of [code, join(root, 'code'), join(root, 'code/new')]) {
    assert.equal(await errorOf(ask('file.open', path, OUTPUT)), 'NotCapable')
    assert.equal(await errorOf(ask('file.remove', path, { recursive: true })), 'NotCapable')
  }
  // Packages are its own to read, and are code.
  for (const path of ['$PACKAGES/own.js', join(dataDir, 'packages/stranger/node_modules/own.js')]) {
    assert.equal(await errorOf(ask('file.open', path, OUTPUT)), 'NotCapable')
    assert.equal(await errorOf(ask('file.mkdir', path, { recursive: true })), 'NotCapable')
  }
  // What is above, and the own folder itself.
  for (const path of [root, own, '.']) {
    assert.equal(await errorOf(ask('file.remove', path, { recursive: true })), 'NotCapable')
    assert.equal(await errorOf(ask('file.rename', path, join(root, 'elsewhere'))), 'NotCapable')
    assert.equal(await errorOf(ask('file.rename', join(root, 'outside'), path)), 'NotCapable')
  }
  assert.equal(await readFile(code, 'utf8'), 'code')
  assert.equal(await readFile(join(dataDir, 'plugins/other/kept.txt'), 'utf8'), SECRET)
  assert.equal(await readFile(join(own, 'data/ok.txt'), 'utf8'), 'fine')
})

test('what is hidden is reached no more than the data of the core, also when it is not there yet', async (t) => {
  const { root } = await createBrokerUnderTest(t)
  const hiddenPaths = [join(root, 'outside'), join(root, '.env')]
  const under = await createBrokerUnderTest(t, { read: [root], write: [root] }, { hiddenPaths })
  for (const path of [join(root, 'outside/secret.txt'), join(root, '.env')]) {
    const names = await refusals(under, path)
    assert.deepEqual(names, allRefused(names), path)
  }
})

test('moving takes the right to read, so that it makes nothing readable', async (t) => {
  const { ask, own } = await createBrokerUnderTest(t, { read: ['./open'], write: ['.'] })
  await mkdir(join(own, 'open'))
  assert.equal(await errorOf(ask('file.rename', './data/ok.txt', './open/ok.txt')), 'NotCapable')
  assert.deepEqual(await readdir(join(own, 'open')), [])
})

test('a grant over a link of the system holds, over a link that the plugin could have moved there it does not', async (t) => {
  const { ask, read, grant, root, own } = await createBrokerUnderTest(t)
  await mkdir(join(root, 'var/home'), { recursive: true })
  await writeFile(join(root, 'var/home/song'), 'la')
  await symlink(join(root, 'var/home'), join(root, 'home'))
  grant({ read: [join(root, 'home')] })
  assert.equal(await read(join(root, 'home/song')), 'la')
  assert.equal(await read(join(root, 'var/home/song')), 'la')
  assert.equal(await errorOf(ask('file.open', join(root, 'outside/secret.txt'), { read: true })), 'NotCapable')

  // A link that came with some archive, moved to where the grant is.
  await symlink(join(root, 'outside'), join(own, 'shelf'))
  grant({ read: ['.', './pub'], write: ['.'] })
  await ask('file.rename', './shelf', './pub')
  grant({ read: ['./pub'], write: ['.'] })
  assert.equal(await errorOf(ask('file.open', './pub/secret.txt', { read: true })), 'NotCapable')
  // It stays where it was moved when the plugin may write no more.
  grant({ read: ['./pub'] })
  assert.equal(await errorOf(ask('file.open', './pub/secret.txt', { read: true })), 'NotCapable')

  // The same with a granted folder that is elsewhere.
  await mkdir(join(root, 'work'))
  await symlink(join(root, 'outside'), join(root, 'work/shelf'))
  grant({ read: [join(root, 'work')], write: [join(root, 'work')] })
  await ask('file.rename', join(root, 'work/shelf'), join(root, 'work/pub'))
  grant({ read: [join(root, 'work/pub')], write: [join(root, 'work')] })
  assert.equal(await errorOf(ask('file.open', join(root, 'work/pub/secret.txt'), { read: true })), 'NotCapable')
  grant({ read: [join(root, 'work2')], write: [join(root, 'work2'), join(root, 'work')] })
  await rename(join(root, 'work/pub'), join(root, 'work2'))
  assert.equal(await errorOf(ask('file.open', join(root, 'work2/secret.txt'), { read: true })), 'NotCapable')
})

/** Does the work while somebody else of the same user swaps names as fast as they can. */
async function whileSwapping(code: string, work: () => Promise<void>): Promise<void> {
  const worker = new Worker(
    `const fs = require('node:fs')
     const tries = (...steps) => { for (const step of steps) try { step() } catch {} }
     const dwell = () => { for (let n = 0; n < 200; n += 1) fs.statSync('/') }
     require('node:worker_threads').parentPort.postMessage('ready')
     for (;;) { ${code} }`,
    { eval: true },
  )
  try {
    await once(worker, 'message')
    await work()
  } finally {
    await worker.terminate()
  }
}

const TRIES = 800

test('a file that is swapped for a link while it is read never gives what the link leads to', async (t) => {
  const { read, root, own } = await createBrokerUnderTest(t, DATA)
  const seen = new Set<string>()
  const [file, secret] = [join(own, 'data/swap'), join(root, 'outside/secret.txt')].map((path) => JSON.stringify(path))
  await whileSwapping(
    `tries(() => fs.writeFileSync(${file} + '1', 'fine'), () => fs.renameSync(${file} + '1', ${file}), dwell,
       () => fs.symlinkSync(${secret}, ${file} + '2'), () => fs.renameSync(${file} + '2', ${file}),
       () => fs.linkSync(${secret}, ${file} + '3'), () => fs.renameSync(${file} + '3', ${file}))`,
    async () => {
      for (let n = 0; n < TRIES; n += 1) seen.add(await read('./data/swap').catch((error: Error) => error.name))
    },
  )
  assert.ok(seen.has('fine') && seen.has('NotCapable'), `nothing was swapped: ${[...seen]}`)
  assert.ok(!seen.has(SECRET) && !seen.has('QuotaExceededError'))
})

test('a folder that is swapped for a link never lets a write, a removal or a move out', async (t) => {
  const { value, ask, root, own } = await createBrokerUnderTest(t, DATA)
  const create = async (path: string) => ask('file.close', (await value('file.open', path, { write: true, createNew: true })).id)
  await mkdir(join(own, 'data/real'))
  const seen = new Set<string>()
  const [folder, real, outside] = [join(own, 'data/swap'), join(own, 'data/real'), join(root, 'outside')].map((path) =>
    JSON.stringify(path),
  )
  await whileSwapping(
    `tries(() => fs.symlinkSync(${outside}, ${folder}), () => fs.unlinkSync(${folder}),
       () => fs.renameSync(${real}, ${folder}), () => fs.renameSync(${folder}, ${real}))`,
    async () => {
      for (let n = 0; n < TRIES; n += 1) {
        seen.add(await errorOf(ask('file.mkdir', `./data/swap/pwn${n}`, {})))
        seen.add(await errorOf(create(`./data/swap/pwn${n}.txt`)))
        seen.add(await errorOf(ask('file.remove', './data/swap/secret.txt', {})))
        seen.add(await errorOf(ask('file.rename', './data/swap/secret.txt', './data/mine')))
      }
    },
  )
  assert.ok(seen.has('nothing') && seen.has('NotCapable'), `nothing was swapped: ${[...seen]}`)
  assert.deepEqual(await readdir(join(root, 'outside')), ['secret.txt'])
  assert.equal(await readFile(join(root, 'outside/secret.txt'), 'utf8'), SECRET)
})
