import { writeSync } from 'node:fs'
import { systemClock } from '../../core/base/clock.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { chat } from '../contracts/store.ts'

/** Writes on and on, whatever happens, and tells each change between what was accepted and why it was not. */
const [dataDir = ''] = process.argv.slice(2)

const store = await createSqliteStore({ dataDir, clock: systemClock })

let id = 0
let told = ''
for (;;) {
  const events = Array.from({ length: 20 }, () => chat(++id, 'x'.repeat(500)))
  const outcome = await store.write({ events }).then(
    () => 'accepted',
    (error) => String(error.code),
  )
  if (outcome !== told) writeSync(1, `${outcome}\n`)
  told = outcome
}
