import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Rewrite } from '../store.ts'
import { isYoung } from './age.ts'
import { durably } from './failure.ts'

const SLICE = 200

type Place = { readonly number: number; readonly seqNo: number }
type Row = { readonly event: string; readonly crc: number }

/**
 * Changes the events that dead letters keep, as a rewrite says, some at a time: those of the numbers from `fromSeqNo` until before `end`, up to
 * the first that is too young, since the log may have removed what is younger. Answers how many, and the number it came to. `mayConcern` is
 * not asked: these are not packed.
 */
export function createRewriteLetters(database: Database.Database, clock: Clock) {
  // Both columns are in the index of deliveries, so that no letter is read for it.
  const places = database.prepare<[number, number], Place>(
    'SELECT number, seq_no AS seqNo FROM dead_letters WHERE seq_no >= ? AND seq_no < ? ORDER BY seq_no',
  )
  const read = database.prepare<[number], Row>('SELECT event, event_crc AS crc FROM dead_letters WHERE number = ? AND event IS NOT NULL')
  const write = database.prepare('UPDATE dead_letters SET event = ?, event_crc = ? WHERE number = ?')

  function rewritten({ event: json, crc }: Row, { change, acceptedBefore = Number.POSITIVE_INFINITY }: Rewrite): string | null | 'young' {
    // One that is damaged may be what is to go, and serves nobody.
    if (crc32(json) !== crc) return null
    // True because the CRC says that this is the event that was kept.
    const event = JSON.parse(json) as UnifiedEvent
    if (isYoung(Date.parse(event.ingestedAt), { before: acceptedBefore, now: clock.wallTime() })) return 'young'
    const wanted = change(event)
    return wanted === event ? json : wanted ? JSON.stringify(wanted) : null
  }

  const slice = durably(
    database.transaction((letters: readonly Place[], order: Rewrite) => {
      let changed = 0
      for (const { number, seqNo } of letters) {
        const row = read.get(number)
        const wanted = row && rewritten(row, order)
        if (wanted === 'young') return { changed, youngFrom: seqNo }
        if (!row || wanted === undefined || wanted === row.event) continue
        write.run(wanted, wanted === null ? null : crc32(wanted), number)
        changed++
      }
      return { changed, youngFrom: undefined }
    }),
  )

  return async (order: Rewrite, end: number): Promise<{ readonly changed: number; readonly next: number }> => {
    const letters = places.all(order.fromSeqNo ?? 0, end)
    let changed = 0
    for (let looked = 0; looked < letters.length; ) {
      const done = slice(letters.slice(looked, looked + SLICE), order)
      changed += done.changed
      looked += SLICE
      const next = done.youngFrom ?? (order.signal?.aborted ? letters[looked]?.seqNo : undefined)
      if (next !== undefined) return { changed, next }
      await new Promise<void>((resolve) => clock.after(0, resolve))
    }
    return { changed, next: end }
  }
}
