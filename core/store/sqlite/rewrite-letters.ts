import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Rewrite } from '../store.ts'
import { durably } from './failure.ts'

const SLICE = 200

type Row = { readonly number: number; readonly event: string; readonly crc: number }

/** Changes the events that dead letters keep, as a rewrite says, some at a time; answers how many. `mayConcern` is not asked: these are not packed. */
export function createRewriteLetters(database: Database.Database, clock: Clock): (order: Rewrite) => Promise<number> {
  const page = database.prepare<[number, number, number], Row>(
    `SELECT number, event, event_crc AS crc FROM dead_letters WHERE number > ? AND seq_no >= ? AND event IS NOT NULL ORDER BY number LIMIT ?`,
  )
  const write = database.prepare('UPDATE dead_letters SET event = ?, event_crc = ? WHERE number = ?')

  function rewritten({ event: json, crc }: Row, { change, acceptedBefore = Number.POSITIVE_INFINITY }: Rewrite): string | null {
    // One that is damaged may be what is to go, and serves nobody.
    if (crc32(json) !== crc) return null
    // True because the CRC says that this is the event that was kept.
    const event = JSON.parse(json) as UnifiedEvent
    if (Date.parse(event.ingestedAt) >= acceptedBefore) return json
    const wanted = change(event)
    return wanted === event ? json : wanted ? JSON.stringify(wanted) : null
  }

  const slice = durably(
    database.transaction((rows: readonly Row[], order: Rewrite) => {
      let changed = 0
      for (const row of rows) {
        const wanted = rewritten(row, order)
        if (wanted === row.event) continue
        write.run(wanted, wanted === null ? null : crc32(wanted), row.number)
        changed++
      }
      return changed
    }),
  )

  return async (order) => {
    let changed = 0
    for (let last: number | undefined = 0; last !== undefined && !order.signal?.aborted; ) {
      const rows: readonly Row[] = page.all(last, order.fromSeqNo ?? 0, SLICE)
      changed += slice(rows, order)
      last = rows.at(-1)?.number
      if (last !== undefined) await new Promise<void>((resolve) => clock.after(0, resolve))
    }
    return changed
  }
}
