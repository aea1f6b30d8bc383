import { statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../core/base/clock.ts'
import { openDatabase } from '../../core/store/sqlite/database.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chat } from '../contracts/store.ts'
import { askedUntil } from './asked.ts'

/** Writes so many commits of different sizes, synced as it is told or, with FULL, as always; tells which events were accepted once they were, and dies as in a power cut. */
const [dataDir = '', commits = '', synchronous = 'FULL'] = process.argv.slice(2)

const SIZES = [1, 3, 40]

const store = await createSqliteStore({
  dataDir,
  clock: systemClock,
  open(file) {
    const database = openDatabase(file)
    database.pragma(`synchronous = ${synchronous}`)
    return database
  },
  // Often, so that a recording has checkpoints in it.
  checkpointPages: 60,
  ...(synchronous !== 'FULL' && { openWal: () => ({ sync: async () => {}, close() {} }) }),
})

/** A thread makes them, when it comes to it; the recording is to have many. */
const COMMITS_A_CHECKPOINT = 15
let looked = 0
/** When the file was written to last; 0 while that goes on. */
const lastCheckpoint = async () => {
  const before = looked
  looked = statSync(join(dataDir, 'showrunner.db')).mtimeMs
  return looked === before ? looked : 0
}
let seen = 0

let id = 0
for (let commit = 0; commit < Number(commits); commit++) {
  const events = Array.from({ length: SIZES[commit % SIZES.length] ?? 1 }, () => chat(++id, 'x'.repeat((id * 37) % 900)))
  const stored = await store.write({ events, progress: [{ plugin: 'p', considered: store.head(), pages: new Map() }] })
  writeSync(1, stored.map(({ seqNo, event }) => `${seqNo} ${event.eventId}\n`).join(''))
  if (commit % COMMITS_A_CHECKPOINT !== COMMITS_A_CHECKPOINT - 1) continue
  const before = seen
  seen = await askedUntil(lastCheckpoint, (at) => at > before)
}
process.kill(process.pid, 'SIGKILL')
