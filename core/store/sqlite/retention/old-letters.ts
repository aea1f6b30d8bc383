import type Database from 'better-sqlite3'
import type { Clock } from '../../../base/clock.ts'
import { firstOf, oldOf } from '../age.ts'
import type { Part } from './part.ts'

const SLICE = 200

/** Dead letters given up before a time, the oldest first. */
export function createOldLetters(database: Database.Database, clock: Pick<Clock, 'wallTime'>): Part {
  const all = database.prepare<[], { number: number; at: string }>('SELECT number, at FROM dead_letters ORDER BY number')
  const remove = database.prepare('DELETE FROM dead_letters WHERE number = ?')

  function* letters() {
    for (const { number, at } of all.iterate()) yield { number, at: Date.parse(at) }
  }

  return (before) => () => {
    const old = firstOf(oldOf(letters(), { before, now: clock.wallTime() }), SLICE)
    let removed = 0
    for (const { number } of old) removed += remove.run(number).changes
    return { removed, isDone: old.length < SLICE }
  }
}
