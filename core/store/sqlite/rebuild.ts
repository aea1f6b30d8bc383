import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { StoredEvent } from '../store.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { createProjections, PROJECTIONS, type Projection } from './projections.ts'

const MINUTE_MS = 60_000

/** So many events are summed before they are written, as long as they are of one minute. */
const GATHERED = 4096

/** How far something long is: numbers of the log. */
export type OnProgress = (done: number, total: number) => void

type Options = {
  readonly onProgress?: OnProgress | undefined
  readonly tables?: readonly Projection[]
  /** Ids of sessions whose rows stay as they are. */
  readonly kept?: ReadonlySet<string>
}

/** Fills these tables, which follow from the log, as if they had been there from its beginning. Belongs into the caller's transaction. */
export function rebuild(
  database: Database.Database,
  { onProgress = () => {}, tables = PROJECTIONS, kept = new Set() }: Options = {},
): void {
  const events = createEventLog(database, undefined)
  for (const table of tables)
    database.prepare(`DELETE FROM ${table} WHERE session_id NOT IN (SELECT value FROM json_each(?))`).run(JSON.stringify([...kept]))
  const projections = createProjections(database, tables)
  let gathered: StoredEvent[] = []
  let minute = 0

  function flush() {
    projections.write(gathered, minute * MINUTE_MS)
    gathered = []
  }

  for (const { at, stored } of chunksOf(events)) {
    const next = Math.floor(at / MINUTE_MS)
    if (next !== minute || gathered.length >= GATHERED) flush()
    minute = next
    gathered.push(...stored.filter(({ event }) => !kept.has(event.sessionId)))
    onProgress(stored.at(-1)?.seqNo ?? 0, events.head())
  }
  flush()
  fillLetters(database, events)
}

function* chunksOf({ chunks, reader }: EventLog): Iterable<{ readonly at: number; readonly stored: readonly StoredEvent[] }> {
  let key = chunks.keyAfter(0)
  while (key !== undefined) {
    const row = reader.load(key)
    if (row) {
      const seqNos = Array.from({ length: row.last_seq - row.first_seq + 1 }, (_, position) => row.first_seq + position)
      const stored = seqNos.map((seqNo) => reader.open(row, seqNo)).filter((event) => event !== undefined)
      yield { at: chunks.time(key) ?? 0, stored }
    }
    key = reader.next(key, row)
  }
}

/** Dead letters from before they kept their events. */
function fillLetters(database: Database.Database, events: EventLog) {
  const letters = database.prepare<[], { number: number; seqNo: number }>(
    'SELECT number, seq_no AS seqNo FROM dead_letters WHERE event IS NULL ORDER BY seq_no',
  )
  const fill = database.prepare('UPDATE dead_letters SET event_type = ?, event_crc = ?, event = ? WHERE number = ?')
  for (const { number, seqNo } of letters.all()) {
    const event = events.get(seqNo)
    if (!event) continue
    const json = JSON.stringify(event)
    fill.run(event.eventType, crc32(json), json, number)
  }
}
