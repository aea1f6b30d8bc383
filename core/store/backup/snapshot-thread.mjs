// Plain JavaScript, so that the thread needs no loader for TypeScript. It copies and checks a database while others write to it.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

const { driver, from, to } = workerData
const Database = createRequire(import.meta.url)(driver)

const source = new Database(from, { fileMustExist: true, timeout: 30_000 })
try {
  // The copy's own pages too: a table that outgrows one would leave there what it had, where no erasure reaches it.
  source.pragma('secure_delete = ON')
  // One read transaction, so a prefix of the log; and no free pages, so nothing that was deleted.
  source.prepare('VACUUM INTO ?').run(to)
} finally {
  source.close()
}

const copy = new Database(to)
try {
  parentPort.postMessage({
    integrity: copy.pragma('integrity_check(1)', { simple: true }),
    head: copy.prepare('SELECT coalesce(max(last_seq), 0) FROM chunks').pluck().get(),
    steps: copy.prepare('SELECT name FROM kysely_migration ORDER BY name').pluck().all(),
  })
} finally {
  copy.close()
}
