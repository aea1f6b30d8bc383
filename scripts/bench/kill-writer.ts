import { writeSync } from 'node:fs'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { NewEvent } from '../../core/store/store.ts'

/** A process that writes to the store in a folder until it is killed, and tells the pipe what was accepted, once it was. */
const [dataDir = '', run = ''] = process.argv.slice(2)

const store = await createSqliteStore({ dataDir, clock: systemClock }).catch((error) => {
  // The pipe is all the parent looks at.
  writeSync(1, `refused ${error.code}\n`)
  process.exit(1)
})
writeSync(1, 'ready\n')

let id = 0

function chat(): NewEvent {
  return {
    schemaVersion: '1',
    eventId: `kill:${run}:${id++}`,
    eventType: 'chat',
    triggerId: 1,
    streamId: 'kill',
    sessionId: 'session-1',
    source: 'simulator',
    timestamp: new Date().toISOString(),
    user: { userId: '1', uniqueId: 'viewer', displayName: 'Viewer', safeName: 'Viewer' },
    payload: { message: 'x'.repeat(id % 300) },
  }
}

async function writeOn(size: number): Promise<never> {
  for (;;) {
    const events = Array.from({ length: size }, () => chat())
    const stored = await store.write({ events, progress: [{ plugin: 'p', considered: store.head(), pages: new Map() }] })
    // Synchronous, so that a line is either told or was never begun.
    writeSync(1, stored.map(({ seqNo, event }) => `${seqNo} ${event.eventId}\n`).join(''))
  }
}

await Promise.all([1, 3, 20].map(writeOn))
