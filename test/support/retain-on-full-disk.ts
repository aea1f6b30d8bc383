import { mkdirSync } from 'node:fs'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chat } from '../contracts/store.ts'
import { fill, untilThere } from './small-disk.ts'

/** Fills the disk at /mnt, has old events removed, and tells what came of it. */
const ballastBytes = Number(process.argv[2])

mkdirSync('/mnt/data')
const store = await createSqliteStore({ dataDir: '/mnt/data', clock: systemClock, ballastBytes })

let id = 0
const write = () => store.write({ events: Array.from({ length: 100 }, () => chat(++id, 'x'.repeat(900))) })
const refusal = (error: unknown) => String((error as { code?: string }).code)

for (let commit = 0; commit < 60; commit++) await write()
if (ballastBytes > 0) await untilThere('/mnt/data/ballast')
fill('/mnt')
let refused: string | undefined
while (store.room() === 'enough' && !refused) refused = await write().then(() => undefined, refusal)
const room = store.room()
const now = Date.now() + 1000
const retained = await store
  .retain({ before: { events: now, deadLetters: now, sessions: now } })
  .then(({ removed }) => removed.events, refusal)
let after = 0
while (
  after < 5000 &&
  (await write().then(
    () => true,
    () => false,
  ))
)
  after += 100
process.stdout.write(JSON.stringify({ room, retained, after, isHealthy: store.damaged() === 0 }))
process.exit()
