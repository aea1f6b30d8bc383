import { writeSync } from 'node:fs'
import { systemClock } from '../../core/base/clock.ts'
import { openDatabase } from '../../core/store/sqlite/database.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chat } from '../contracts/store.ts'

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

let id = 0
for (let commit = 0; commit < Number(commits); commit++) {
  const events = Array.from({ length: SIZES[commit % SIZES.length] ?? 1 }, () => chat(++id, 'x'.repeat((id * 37) % 900)))
  const stored = await store.write({ events, progress: [{ plugin: 'p', considered: store.head(), pages: new Map() }] })
  writeSync(1, stored.map(({ seqNo, event }) => `${seqNo} ${event.eventId}\n`).join(''))
}
process.kill(process.pid, 'SIGKILL')
