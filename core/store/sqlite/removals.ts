import type Database from 'better-sqlite3'
import type { Removal } from '../store.ts'

/** What was removed on purpose, by day: who asks where something went finds it here. Kept for so many rows. */
const MAX_ROWS = 4000

export type Removals = ReturnType<typeof createRemovals>

/** The account of what was removed; `note` belongs into the transaction that removes it. */
export function createRemovals(database: Database.Database, wallTime: () => number) {
  const add = database.prepare(
    'INSERT INTO removals (day, what, count) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
  )
  const bound = database.prepare(`DELETE FROM removals WHERE day < (SELECT day FROM removals ORDER BY day DESC LIMIT 1 OFFSET ${MAX_ROWS})`)
  const list = database.prepare<[], Removal>('SELECT day, what, count FROM removals ORDER BY day DESC, what')
  return {
    note(what: Removal['what'], count: number) {
      if (count === 0) return
      add.run(new Date(wallTime()).toISOString().slice(0, 10), what, count)
      bound.run()
    },
    list: (): readonly Removal[] => list.all(),
  }
}
