import { writeSync } from 'node:fs'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { type NewEvent, PAGE_SIZE } from '../../core/store/store.ts'

/** Writes a log of so many chats, of which a plugin has not settled the last ones, and dies as by SIGKILL. */
const [dataDir = '', count = '0', pending = '0', plugin = ''] = process.argv.slice(2)
const BATCH = 5000

const store = await createSqliteStore({ dataDir, clock: systemClock })
for (let first = 1; first <= Number(count); first += BATCH)
  await store.write({ events: Array.from({ length: Math.min(BATCH, Number(count) - first + 1) }, (_, n) => chat(first + n)) })
await store.write({ progress: [{ plugin, considered: store.head(), pages: pagesFrom(store.head() - Number(pending) + 1, store.head()) }] })
writeSync(1, `${store.head()}`)
process.kill(process.pid, 'SIGKILL')

function chat(n: number): NewEvent {
  const user = {
    userId: String(n % 5000),
    uniqueId: `viewer${n % 5000}`,
    displayName: `Viewer ${n % 5000}`,
    safeName: `Viewer ${n % 5000}`,
  }
  return {
    ...{ schemaVersion: '1', eventId: `fill:room:${n}`, eventType: 'chat', triggerId: 1, streamId: 'fill', sessionId: 'session-1' },
    ...{ source: 'live', timestamp: new Date().toISOString(), user, payload: { message: `This is message ${n} of a long evening` } },
    // It is what ingest makes of a chat.
  } as NewEvent
}

/** Bits of the numbers from the first to the last. */
function pagesFrom(first: number, last: number): ReadonlyMap<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>()
  for (let seqNo = first; seqNo <= last; seqNo += 1) {
    const page = pages.get(Math.floor(seqNo / PAGE_SIZE)) ?? new Uint8Array(PAGE_SIZE / 8)
    const bit = seqNo % PAGE_SIZE
    page[bit >> 3] = (page[bit >> 3] ?? 0) | (1 << (bit & 7))
    pages.set(Math.floor(seqNo / PAGE_SIZE), page)
  }
  return pages
}
