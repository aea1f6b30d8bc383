import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { Store } from '../store.ts'
import { writeFailure } from './failure.ts'
import { createKeptTexts } from './kept-texts.ts'
import { createNamedViewers } from './named-viewers.ts'
import { createOldGifters } from './old-gifters.ts'

/** For taking people out of what is kept. `flush` commits what waits; `rest` resolves when nobody else brings the write-ahead log into the file. */
export function createPersonal(
  database: Database.Database,
  { clock, flush, rest }: { readonly clock: Clock; readonly flush: () => void; readonly rest: () => Promise<void> },
): Store['personal'] {
  const rewriteTexts = createKeptTexts(database, clock)
  const rewriteGifters = createOldGifters(database, clock)
  const get = database.prepare<[string], number>('SELECT value FROM meta WHERE name = ?').pluck()
  const set = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')

  return {
    rewriteTexts(change) {
      flush()
      return rewriteTexts(change)
    },
    named: createNamedViewers(database),
    rewriteGifters,
    noted: (name) => get.get(name),
    note(name, value) {
      try {
        set.run(name, value)
      } catch (error) {
        throw writeFailure(error)
      }
    },
    async settle() {
      await rest()
      return (database.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[])[0]?.busy === 0
    },
  }
}
