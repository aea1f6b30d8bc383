import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createIngest } from '../../core/ingest/ingest.ts'
import type { Draft } from '../../core/ingest/source.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'

const BATCH = 100

/** A process that takes the same recorded stream in, from its beginning, and tells how far it is: to be killed, and started again. */
async function run([dataDir = '', count = '0']: readonly string[]) {
  const store = await createSqliteStore({ dataDir, clock: systemClock })
  const ingest = createIngest({ store, clock: systemClock, log: createLog({ level: 'silent' }), onAccepted: () => {} })
  const door = ingest.door()
  door.openSession({ streamId: 'tiktok:somebody', roomId: '7', source: 'live' })
  for (let at = 0; at < Number(count); at += BATCH) {
    await door.ingest(Array.from({ length: BATCH }, (_, n) => gift(at + n)))
    process.stdout.write(`${at + BATCH}\n`)
  }
  await ingest.stop()
  await store.close()
}

function gift(n: number): Draft {
  const payload = { giftId: '1', giftName: 'Rose', giftCount: 1, coins: 1, giftType: 1 }
  return {
    eventType: 'gift',
    eventId: `tiktok:7:${7312345678901000000n + BigInt(n)}`,
    user: { userId: '7', uniqueId: 'ann', displayName: 'Ann' },
    payload,
  }
}

await run(process.argv.slice(2))
