import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openWalSync } from '../../core/store/sqlite/wal-sync.ts'
import { createFolder } from '../support/folder.ts'

/** A disk that takes as long as it is told to, and says where it was asked. */
function createDisk() {
  const file = join(createFolder(), 'a.db')
  writeFileSync(`${file}-wal`, '')
  const asked: ('here' | 'elsewhere')[] = []
  const disk = { tookMs: 1, error: undefined as Error | undefined }
  let nowMs = 0
  const wal = openWalSync(file, {
    now: () => nowMs,
    sync() {
      asked.push('here')
      nowMs += disk.tookMs
      if (disk.error) throw disk.error
    },
    syncElsewhere(_, done) {
      asked.push('elsewhere')
      nowMs += disk.tookMs
      done(disk.error ?? null)
    },
  })
  return { wal, disk, asked }
}

test('what somebody waits for is synced here, and everything else elsewhere', async (t) => {
  const { wal, asked } = createDisk()
  t.after(wal.close)
  await wal.sync()
  await wal.sync(true)
  await wal.sync()
  assert.deepEqual(asked, ['elsewhere', 'here', 'elsewhere'])
})

test('a disk that is not known to be quick holds up nothing here, until it is', async (t) => {
  const { wal, disk, asked } = createDisk()
  t.after(wal.close)
  await wal.sync(true)
  disk.tookMs = 300
  await wal.sync(true)
  await wal.sync(true)
  disk.tookMs = 1
  await wal.sync(true)
  await wal.sync(true)
  assert.deepEqual(asked, ['elsewhere', 'here', 'elsewhere', 'elsewhere', 'here'])
})

test('what the disk says is told, wherever it was asked', async (t) => {
  const { wal, disk } = createDisk()
  t.after(wal.close)
  await wal.sync()
  disk.error = new Error('EIO')
  await assert.rejects(wal.sync(true), /EIO/)
  await assert.rejects(wal.sync(), /EIO/)
})
