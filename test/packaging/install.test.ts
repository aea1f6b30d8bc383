import assert from 'node:assert/strict'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { install as installContents, remove, rollBack } from '../../core/packages/install.ts'
import type { InstallRecord } from '../../core/packages/records.ts'
import { contentsOf } from '../../core/packages/source.ts'
import { createPlace, goodPlugin } from './installing.ts'

const version = async (into: string) => JSON.parse(await readFile(join(into, 'mine/plugin.manifest.json'), 'utf8')).version

test('what a plugin asks for is shown before anything is there, and a no leaves nothing', async () => {
  const { install, zip, there } = await createPlace()
  const file = await zip(goodPlugin('mine', { permissions: { net: ['api.example.com'] } }))
  const seen: unknown[] = []
  const installed = await install(file, {
    async decide({ asksNew, files }) {
      seen.push(
        asksNew,
        files,
        (await there()).filter((path) => !path.startsWith('.')),
      )
      return false
    },
  })
  assert.deepEqual([installed, seen, await there()], [false, [{ net: ['api.example.com'] }, 3, []], []])
})

test('an update keeps the version before, which can be brought back, and back again', async () => {
  const { install, zip, parts, there } = await createPlace()
  await install(await zip(goodPlugin('mine')))
  await install(await zip([...goodPlugin('mine', { version: '1.1.0' }), { name: 'new.ts', content: '' }]))
  assert.equal(await version(parts.into), '1.1.0')
  assert.equal(await rollBack('mine', parts), '1.0.0')
  assert.equal(await version(parts.into), '1.0.0')
  assert.ok(!(await there()).includes('mine/new.ts'))
  assert.equal(await rollBack('mine', parts), '1.1.0')
  assert.ok((await there()).includes('mine/new.ts'))
})

test('T67: an update says what it asks for beyond the version that is there', async () => {
  const { install, zip, plans } = await createPlace()
  await install(await zip(goodPlugin('mine', { permissions: { net: ['a.example'] } })))
  await install(await zip(goodPlugin('mine', { version: '1.1.0', permissions: { net: ['a.example', 'b.example'], run: ['curl'] } })))
  assert.deepEqual([plans[1]?.from, plans[1]?.asksNew], ['1.0.0', { net: ['b.example'], run: ['curl'] }])
})

test('T67: an older version is refused unless it is wanted', async () => {
  const { install, zip, parts } = await createPlace()
  await install(await zip(goodPlugin('mine', { version: '1.10.0' })))
  const older = await zip(goodPlugin('mine', { version: '1.9.0' }))
  await assert.rejects(install(older), { code: 'PACKAGE_REFUSED', message: /older than 1\.10\.0.*--allow-downgrade/ })
  assert.equal(await version(parts.into), '1.10.0')
  assert.equal(await install(older, { allowDowngrade: true }), true)
  await install(await zip(goodPlugin('mine', { version: '1.9.0' })))
  await assert.rejects(install(await zip(goodPlugin('mine', { version: '1.9.0-beta' }))), /older than 1\.9\.0/)
})

test('a plugin that somebody put there is neither replaced nor removed', async () => {
  const { install, zip, parts } = await createPlace()
  await mkdir(join(parts.into, 'mine'), { recursive: true })
  await writeFile(join(parts.into, 'mine/own.ts'), 'mine')
  await assert.rejects(zip(goodPlugin('mine')).then(install), { code: 'PACKAGE_REFUSED', message: /was not put there by/ })
  await assert.rejects(remove('mine', parts), { message: /was not put there by/ })
  assert.equal(await readFile(join(parts.into, 'mine/own.ts'), 'utf8'), 'mine')
})

test('shipped plugins are not removed, and neither is what does not exist or leads out', async () => {
  const { parts } = await createPlace()
  for (const id of ['alerts', 'nobody', '../mine', '..']) await assert.rejects(remove(id, parts), { code: 'PACKAGE_REFUSED' })
  await assert.rejects(rollBack('nobody', parts), { message: /no version of nobody before/ })
})

test('an installed plugin is removed, and can be installed again', async () => {
  const { install, zip, parts, there } = await createPlace()
  const file = await zip(goodPlugin('mine'))
  await install(file)
  await remove('mine', parts)
  assert.deepEqual(await there(), [])
  assert.equal(await install(file), true)
})

test('a version that does not pass its check leaves the one that is there, and its record', async () => {
  const { install, zip, parts, there } = await createPlace()
  await install(await zip(goodPlugin('mine')))
  const before = await there()
  const faults = [
    { name: 'plugin.ts', content: 'export default {' },
    { name: 'plugin.ts', content: "import 'node:fs'; export default {}" },
    { name: 'settings.schema.json', content: '{' },
  ]
  for (const fault of faults) {
    const rest = goodPlugin('mine', { version: '2.0.0' }).filter(({ name }) => name !== fault.name)
    await assert.rejects(zip([...rest, fault]).then(install), { code: 'PACKAGE_REFUSED' })
  }
  await assert.rejects(zip(goodPlugin('mine', { version: 'two' })).then(install), {
    code: 'PACKAGE_REFUSED',
    message: /"version" is "two"/,
  })
  assert.deepEqual([await there(), await version(parts.into), (await parts.records.read('mine'))?.version], [before, '1.0.0', '1.0.0'])
})

test('when the record cannot be written, nothing is put there', async () => {
  const { install, zip, folder, there } = await createPlace()
  await writeFile(join(folder, 'data'), 'in the way')
  await assert.rejects(zip(goodPlugin('mine')).then(install), {
    code: 'DATA_UNREADABLE',
    message: /^mine cannot be written: ENOTDIR.*; everything is as it was$/,
  })
  assert.deepEqual(await there(), [])
})

/** Records whose step goes well, whereupon what was unpacked is gone when it is to be moved in. */
function losingStaged({ parts, there }: Awaited<ReturnType<typeof createPlace>>, step: 'keepBackup' | 'write') {
  const lose = async (done: Promise<void>) => {
    await done
    const [staging = ''] = (await there()).filter((path) => /^\.installing-[^/]+$/.test(path))
    await rename(join(parts.into, staging, 'mine'), join(parts.into, staging, 'elsewhere'))
  }
  const { records } = parts
  const sabotaged = {
    keepBackup: (folder: string) => lose(records.keepBackup(folder)),
    write: (id: string, record: InstallRecord) => lose(records.write(id, record)),
  }
  return { ...parts, records: { ...records, [step]: sabotaged[step] } }
}

const AGREED = { source: 'x', allowDowngrade: false, decide: async () => true }

test('when the new folder cannot be moved in, the old one and its record are back', async () => {
  const place = await createPlace()
  const { install, zip, parts, there } = place
  await install(await zip(goodPlugin('mine')))
  const contents = await contentsOf(await zip(goodPlugin('mine', { version: '1.1.0' })), '0.1.0')
  const before = [await there(), await parts.records.read('mine')]
  await assert.rejects(installContents(contents, losingStaged(place, 'keepBackup'), AGREED), {
    code: 'DATA_UNREADABLE',
    message: /^mine cannot be written: ENOENT.*; everything is as it was$/,
  })
  assert.deepEqual([[await there(), await parts.records.read('mine')], await version(parts.into)], [before, '1.0.0'])
})

test('when a first version cannot be moved in, what somebody puts there later is theirs', async () => {
  const place = await createPlace()
  const contents = await contentsOf(await place.zip(goodPlugin('mine')), '0.1.0')
  await assert.rejects(installContents(contents, losingStaged(place, 'write'), AGREED), { code: 'DATA_UNREADABLE' })
  await mkdir(join(place.parts.into, 'mine'))
  await assert.rejects(remove('mine', place.parts), { message: /was not put there by/ })
})

test('when the disk is full, an update and a way back leave the version that is there, and its record', async () => {
  const { install, zip, parts, there } = await createPlace()
  await install(await zip(goodPlugin('mine')))
  await install(await zip(goodPlugin('mine', { version: '1.1.0' })))
  const contents = await contentsOf(await zip(goodPlugin('mine', { version: '1.2.0' })), '0.1.0')
  const before = [await there(), await parts.records.read('mine')]
  const full = { ...parts, records: { ...parts.records, keepBackup: () => writeFile('/dev/full', 'x') } }
  const told = { code: 'STORE_FULL', message: 'There is no room on the disk for mine; everything is as it was' }
  await assert.rejects(installContents(contents, full, AGREED), told)
  await assert.rejects(rollBack('mine', full), told)
  assert.deepEqual([[await there(), await parts.records.read('mine')], await version(parts.into)], [before, '1.1.0'])
})

test('a power cut between the two moves is put right by the next command', async () => {
  const { install, zip, parts } = await createPlace()
  await install(await zip(goodPlugin('mine')))
  await rename(join(parts.into, 'mine'), join(parts.into, '.replaced-mine'))
  await install(await zip(goodPlugin('mine', { version: '1.1.0' })))
  assert.equal(await version(parts.into), '1.1.0')
  assert.equal(await rollBack('mine', parts), '1.0.0')
})

test('an archive of a whole repository, with one folder around everything, is taken', async () => {
  const { install, zip, there } = await createPlace()
  await install(await zip(goodPlugin('mine').map((entry) => ({ ...entry, name: `mine-main/${entry.name}` }))))
  assert.ok((await there()).includes('mine/plugin.manifest.json'))
})

test('what is no plugin and what is nowhere is said', async () => {
  const { install, zip, folder } = await createPlace()
  await assert.rejects(zip([{ name: 'a.ts' }]).then(install), { code: 'PACKAGE_REFUSED', message: /has no plugin\.manifest\.json/ })
  await assert.rejects(install(join(folder, 'nowhere.zip')), { code: 'USAGE', message: /There is no file or folder/ })
  await assert.rejects(install('ext::sh -c touch% /tmp/x'), { code: 'USAGE' })
})
