import type Database from 'better-sqlite3'
import type { Part } from './part.ts'

const SLICE = 200

/** Dead letters given up before a time, the oldest first. */
export function createOldLetters(database: Database.Database): Part {
  const oldest = database.prepare<[], { number: number; at: string }>(`SELECT number, at FROM dead_letters ORDER BY number LIMIT ${SLICE}`)
  const remove = database.prepare('DELETE FROM dead_letters WHERE number = ?')

  return (before) => () => {
    const rows = oldest.all()
    let removed = 0
    for (const { number, at } of rows) {
      if (Date.parse(at) >= before) return { removed, isDone: true }
      removed += remove.run(number).changes
    }
    return { removed, isDone: rows.length < SLICE }
  }
}
