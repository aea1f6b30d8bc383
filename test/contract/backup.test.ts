import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createBackups } from '../../core/store/backup/backups.ts'
import { sumOf } from '../../core/store/backup/manifest.ts'
import { planRestore, restore } from '../../core/store/backup/restore.ts'
import { carryOut } from '../../core/store/backup/restore-plan.ts'
import { Driver } from '../../core/store/sqlite/driver.ts'
import { createHighWater, readMark } from '../../core/store/sqlite/high-water.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chats } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { createWriter, eventsIn, folderWithBackup, opened, restoreAndDie, watchPauses } from '../support/saved-store.ts'

const EVENTS = process.env.SHOWRUNNER_LONG ? 1_000_000 : 50_000
const clock = systemClock
const version = '0.1.0'

test('D8: a backup taken while events are written restores to a prefix of the log', async (t) => {
  const dataDir = createFolder()
  const store = await createSqliteStore({ dataDir, clock })
  t.after(() => store.close())
  const writer = createWriter(store)
  await writer.write(EVENTS)
  const flood = writer.flood()
  const [before, began, pauses] = [store.head(), performance.now(), watchPauses()]
  const backup = await createBackups({ dataDir, version, clock }).take()
  const [tookMs, longestMs, written] = [performance.now() - began, pauses.stop(), store.head() - before]
  await flood.stop()
  assert.ok(backup.head >= before && written > 0, 'nothing was written meanwhile')

  const elsewhere = createFolder()
  await restore(backup.folder, { dataDir: elsewhere, version, clock })
  const database = new Driver(join(elsewhere, 'showrunner.db'), { readonly: true })
  assert.equal(database.pragma('integrity_check', { simple: true }), 'ok')
  database.close()
  await opened(elsewhere, async (restored) => {
    assert.deepEqual([restored.head(), restored.damaged()], [backup.head, 0])
    for (let from = 1; from <= backup.head; from += 10_000) {
      const wanted = store.read(from, Math.min(10_000, backup.head + 1 - from))
      assert.deepEqual(restored.read(from, 10_000), wanted)
    }
  })
  const speed = Math.round((written / tookMs) * 1000)
  t.diagnostic(
    `figure: ${backup.head.toLocaleString('en')} events saved in ${Math.round(tookMs)} ms while ${speed.toLocaleString('en')} a second were written; longest pause of the core ${Math.round(longestMs)} ms`,
  )
})

test('D8: after a restore numbers and starts go on, and restoring what was moved aside undoes it', async () => {
  const { dataDir, backup } = await folderWithBackup()
  const { presentHead, skipped } = await planRestore(backup, { dataDir, version, clock })
  assert.deepEqual([presentHead, skipped, await eventsIn(dataDir)], [900, 400, 900])
  const epoch = await opened(dataDir, async (store) => store.epoch)
  const { aside } = await restore(backup, { dataDir, version, clock })
  const after = await opened(dataDir, async (store) => {
    const [written] = await store.write({ events: chats(1, 5000) })
    return {
      kept: store.read(1, 2000).length,
      seqNo: written?.seqNo,
      starts: store.epoch - epoch,
      damaged: store.damaged(),
      clean: store.cleanStart,
    }
  })
  // The numbers 501 to 900 were given out once.
  assert.deepEqual(after, { kept: 501, seqNo: 901, starts: 1, damaged: 0, clean: false })

  await restore(aside, { dataDir, version, clock })
  assert.equal(await eventsIn(dataDir), 900)
})

test('D8: numbers that a store lost with its end are not used again after a restore', async () => {
  const { dataDir, backup } = await folderWithBackup()
  const mark = createHighWater(join(dataDir, 'showrunner.mark'), { clock })
  mark.raise(1000)
  mark.close()
  const { presentHead, skipped } = await restore(backup, { dataDir, version, clock })
  assert.deepEqual([presentHead, skipped, await opened(dataDir, async (store) => store.head())], [1000, 500, 1000])
})

test('D8: what was restored is in doubt, also when the host had ended in order when the backup was made', async () => {
  const { dataDir } = await folderWithBackup()
  await opened(dataDir, (store) => store.close({ inOrder: true }))
  const { folder } = await createBackups({ dataDir, version, clock }).take()
  assert.equal(await opened(dataDir, async ({ cleanStart }) => cleanStart), true)
  await restore(folder, { dataDir, version, clock })
  assert.equal(await opened(dataDir, async ({ cleanStart }) => cleanStart), false)
})

test('D8: a restore that is killed in the middle is ended by the next restore, which loses nothing of what is there', async () => {
  const { dataDir, backup } = await folderWithBackup()
  await restoreAndDie(backup, { dataDir, crashAt: 'restore.moved:1' })
  const { presentHead, aside } = await restore(backup, { dataDir, version, clock })
  assert.deepEqual(
    [presentHead, await opened(dataDir, async (store) => store.head()), existsSync(join(aside, 'showrunner.db'))],
    [900, 900, true],
  )
})

test('D8: a restore that is killed in the middle is ended by the next start', async () => {
  const { dataDir, backup } = await folderWithBackup()
  const killed = await restoreAndDie(backup, { dataDir, crashAt: 'restore.moved:1' })
  assert.equal(killed.signal, 'SIGKILL', killed.stderr)
  assert.equal(existsSync(join(dataDir, 'showrunner.db')), false, 'it did not die between taking away and putting in place')
  assert.equal(await eventsIn(dataDir), 500)
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => /^\.restoring|^restore/.test(name)),
    [],
  )
})

test('D8: a backup that is not what was saved is refused, and so is a folder that is in use', async () => {
  const { dataDir, backup } = await folderWithBackup()
  await opened(dataDir, () => assert.rejects(restore(backup, { dataDir, version, clock }), { code: 'DATA_IN_USE' }))
  const file = join(backup, 'showrunner.db')
  const bytes = readFileSync(file)
  bytes.writeUInt8(bytes.readUInt8(5000) ^ 1, 5000)
  writeFileSync(file, bytes)
  await assert.rejects(restore(backup, { dataDir, version, clock }), { code: 'BACKUP_INVALID' })
  await assert.rejects(restore(join(dataDir, 'nothing'), { dataDir, version, clock }), { code: 'BACKUP_INVALID' })
  assert.equal(await eventsIn(dataDir), 900)
})

test('D8: a backup that names files of elsewhere, or no number, is refused, and no file but its own is written', async () => {
  const { dataDir, backup } = await folderWithBackup()
  const file = join(backup, 'backup.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(join(backup, '..', 'evil.js'), 'evil')
  const evil = await sumOf(join(backup, '..', 'evil.js'))
  for (const more of [
    { files: { ...manifest.files, '../evil.js': evil } },
    { files: { ...manifest.files, 'running.json': evil } },
    { head: 1.5 },
  ]) {
    writeFileSync(file, JSON.stringify({ ...manifest, ...more }))
    await assert.rejects(restore(backup, { dataDir, version, clock }), { code: 'BACKUP_INVALID' })
  }
  assert.deepEqual([existsSync(join(dataDir, 'evil.js')), await eventsIn(dataDir)], [false, 900])
})

test('D8: a restore that was cut off while it put files in place keeps those of before as they were', async () => {
  const dataDir = createFolder()
  const [staged, aside] = ['.restoring', 'before-restore-then']
  for (const folder of [staged, aside]) mkdirSync(join(dataDir, folder))
  const write = (path: string, text: string) => writeFileSync(join(dataDir, path), text)
  const names = ['showrunner.db', 'settings.json']
  for (const name of names) write(join(aside, name), 'before')
  write('showrunner.db', 'restored')
  write(join(staged, 'settings.json'), 'restored')
  write('restore.json', JSON.stringify({ staged, aside, present: names, coming: names }))
  await carryOut(dataDir)
  const texts = (folder: string) => names.map((name) => readFileSync(join(folder, name), 'utf8'))
  assert.deepEqual(
    [texts(dataDir), texts(join(dataDir, aside)), readdirSync(dataDir).sort()],
    [['restored', 'restored'], ['before', 'before'], [aside, ...names].sort()],
  )
})

test('a backup that was cut off is gone with the next, which knows how far its log went', async () => {
  const { dataDir } = await folderWithBackup()
  const unfinished = join(dataDir, 'backups', '.making-then')
  mkdirSync(unfinished)
  writeFileSync(join(unfinished, 'showrunner.db'), 'somebody')
  const { folder, head } = await createBackups({ dataDir, version, clock }).take()
  assert.deepEqual([existsSync(unfinished), head, readMark(join(folder, 'showrunner.mark'))], [false, 900, 900])
})

test('D8: a look at a backup that a newer version made says so, also of what was moved aside', async () => {
  const { dataDir, backup } = await folderWithBackup()
  const file = join(backup, 'backup.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...manifest, version: '0.9.0', steps: [...manifest.steps, '9999-later'] }))
  const newer = {
    code: 'STORE_NEWER',
    message: 'The backup was made by a newer Showrunner (0.9.0), and this one (0.1.0) cannot read it; update, and restore it then',
  }
  for (const work of [planRestore, restore]) await assert.rejects(work(backup, { dataDir, version, clock }), newer)
  writeFileSync(file, JSON.stringify(manifest))
  const database = new Driver(join(dataDir, 'showrunner.db'))
  database.prepare('INSERT INTO kysely_migration (name, timestamp) VALUES (?, ?)').run('9999-later', '2026-01-01')
  database.close()
  const { aside } = await restore(backup, { dataDir, version, clock })
  await assert.rejects(planRestore(aside, { dataDir, version, clock }), { code: 'STORE_NEWER' })
})

test('D8: a restore replaces a store that cannot be read, and uses no number again', async () => {
  const { dataDir, backup } = await folderWithBackup()
  writeFileSync(join(dataDir, 'showrunner.db'), 'no database')
  // SQLite would take it for the journal of what is put in place.
  writeFileSync(join(dataDir, 'showrunner.db-wal'), 'no journal')
  const { aside, presentHead } = await restore(backup, { dataDir, version, clock })
  assert.equal(presentHead, undefined)
  assert.equal(readFileSync(join(aside, 'showrunner.db-wal'), 'utf8'), 'no journal')
  assert.equal(readFileSync(join(aside, 'showrunner.db'), 'utf8'), 'no database')
  assert.deepEqual(await opened(dataDir, async (store) => [store.read(1, 2000).length, store.head(), store.damaged()]), [500, 900, 0])
})

test('T84: a backup has no keys and secrets unless they are asked for, and only its owner reads it', async () => {
  const { dataDir } = await folderWithBackup()
  for (const name of ['secrets.json', 'keys.json', 'settings.json']) writeFileSync(join(dataDir, name), '{}', { mode: 0o644 })
  const backups = createBackups({ dataDir, version, clock })
  const [plain, whole] = [await backups.take(), await backups.take({ secrets: true })]
  const usual = ['backup.json', 'settings.json', 'showrunner.db', 'showrunner.mark']
  assert.deepEqual(readdirSync(plain.folder).sort(), usual)
  assert.deepEqual(readdirSync(whole.folder).sort(), [...usual, 'secrets.json', 'keys.json'].sort())
  const paths = [plain, whole].flatMap(({ folder }) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
  assert.deepEqual(
    paths.filter((path) => (statSync(path).mode & 0o077) !== 0),
    [],
  )
})

test('T84: a restore with keys is undone with keys, which nobody but their owner reads', async () => {
  const { dataDir } = await folderWithBackup()
  const keys = join(dataDir, 'keys.json')
  writeFileSync(keys, 'then', { mode: 0o600 })
  const { folder } = await createBackups({ dataDir, version, clock }).take({ secrets: true })
  // As a stick without owners gives it back.
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644)
  writeFileSync(keys, 'now')
  const { aside } = await restore(folder, { dataDir, version, clock })
  const look = () => [readFileSync(keys, 'utf8'), statSync(keys).mode & 0o777]
  assert.deepEqual(look(), ['then', 0o600])
  const { backup } = await restore(aside, { dataDir, version, clock })
  assert.deepEqual([backup.secrets, look()], [true, ['now', 0o600]])
})

test('automatic backups are as many as the settings keep, and those of the operator stay', async () => {
  const { dataDir } = await folderWithBackup()
  const backups = createBackups({ dataDir, version, clock })
  const names: string[] = []
  for (let n = 0; n < 3; n++) names.push((await backups.take({ automatic: true })).name)
  await backups.keep(2)
  const kept = await backups.list()
  assert.deepEqual(kept.map(({ automatic }) => automatic).sort(), [false, true, true])
  assert.deepEqual(
    kept.flatMap(({ automatic, name }) => (automatic ? [name] : [])),
    names.slice(1).reverse(),
  )
})

test('a backup that a clock made which was ahead takes the place of none that is made once it is right', async () => {
  const { dataDir } = await folderWithBackup()
  let days = 30
  const wrong = { ...clock, wallTime: () => clock.wallTime() + days * 86_400_000 }
  const backups = createBackups({ dataDir, version, clock: wrong })
  for (days of [30, 30, 0]) {
    await backups.take({ automatic: true })
    await backups.keep(1)
  }
  const now = new Date(clock.wallTime()).toISOString()
  assert.deepEqual(
    (await backups.list()).filter(({ automatic }) => automatic).map(({ madeAt }) => madeAt <= now),
    [true],
  )
})
