import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Logger } from '../../base/log.ts'
import type { DeadLetter, DeadLetterFilter } from '../store.ts'

/** The oldest go when there are more. */
const MAX_DEAD_LETTERS = 100_000
const LISTED = 1000

type Row = Omit<DeadLetter, 'attempts' | 'event'> & { attempts: string; event: string | null; crc: number | null }

/** Deliveries given up, each with its event, so that it outlives the log. `add` and `drop` belong into a transaction. */
export function createDeadLetters(
  database: Database.Database,
  parts: {
    readonly log?: Logger | undefined
    readonly max?: number
    /** The event as the log has it. */
    readonly eventOf: (seqNo: number) => UnifiedEvent | undefined
    readonly onEvicted: (count: number) => void
  },
) {
  const { log, max = MAX_DEAD_LETTERS } = parts
  const where = createWhere(database)
  const statements = {
    replaced: database.prepare('DELETE FROM dead_letters WHERE plugin = ? AND seq_no = ?'),
    add: database.prepare(
      'INSERT INTO dead_letters (plugin, seq_no, at, reason, attempts, event_type, event_crc, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    evict: database.prepare('DELETE FROM dead_letters WHERE number IN (SELECT number FROM dead_letters ORDER BY number LIMIT ?)'),
  }
  /** Undefined until it is counted, and when a transaction failed. */
  let kept: number | undefined

  function evict() {
    const over = (kept ?? 0) - max
    if (over <= 0) return
    kept = max
    statements.evict.run(over)
    parts.onEvicted(over)
    log?.warn({ count: over, max }, 'The oldest dead letters were removed: there are too many')
  }

  function letterOf({ attempts, event, crc, ...row }: Row): DeadLetter {
    const isWhole = event !== null && crc32(event) === crc
    if (event !== null && !isWhole) log?.error({ deadLetter: row.id }, 'The event of a dead letter is damaged and left out')
    return { ...row, attempts: JSON.parse(attempts), ...(isWhole && { event: JSON.parse(event) }) }
  }

  function count(filter: DeadLetterFilter = {}): number {
    return where<{ count: number }>('SELECT count(*) AS count FROM dead_letters', filter)[0]?.count ?? 0
  }

  return {
    add(letters: readonly Omit<DeadLetter, 'id' | 'event'>[]) {
      if (letters.length === 0) return
      kept ??= count()
      for (const { plugin, seqNo, at, reason, attempts } of letters) {
        const event = parts.eventOf(seqNo)
        const json = event ? JSON.stringify(event) : null
        kept += 1 - statements.replaced.run(plugin, seqNo).changes
        statements.add.run(plugin, seqNo, at, reason, JSON.stringify(attempts), event?.eventType ?? null, json && crc32(json), json)
      }
      evict()
    },
    /** The transaction failed. */
    forget() {
      kept = undefined
    },
    list(filter: DeadLetterFilter = {}): readonly DeadLetter[] {
      const columns = 'number AS id, plugin, seq_no AS seqNo, at, reason, attempts, event_crc AS crc, event'
      const { limit = LISTED } = filter
      return where<Row>(`SELECT ${columns} FROM dead_letters`, { ...filter, limit }).map(letterOf)
    },
    count,
    drop(filter: DeadLetterFilter): number {
      const dropped = where<{ number: number }>('SELECT number FROM dead_letters', filter)
      const drop = database.prepare('DELETE FROM dead_letters WHERE number = ?')
      for (const { number } of dropped) drop.run(number)
      kept = undefined
      return dropped.length
    },
  }
}

/** Runs a query with the conditions of a filter behind it, newest first; prepared once for each set of conditions. */
function createWhere(database: Database.Database) {
  const prepared = new Map<string, Database.Statement<[Record<string, unknown>]>>()
  return <R>(select: string, { ids, limit, ...filter }: DeadLetterFilter): readonly R[] => {
    const conditions = [
      ids && 'number IN (SELECT value FROM json_each(@ids))',
      filter.plugin !== undefined && 'plugin = @plugin',
      filter.seqNo !== undefined && 'seq_no = @seqNo',
      filter.eventType !== undefined && 'event_type = @eventType',
      filter.since !== undefined && 'at >= @since',
      filter.until !== undefined && 'at < @until',
      filter.before !== undefined && 'number < @before',
    ].filter((condition) => typeof condition === 'string')
    const text = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
    const sql = `${select}${text} ORDER BY number DESC LIMIT @limit`
    const statement = prepared.get(sql) ?? database.prepare<[Record<string, unknown>]>(sql)
    prepared.set(sql, statement)
    // True because every select above names the columns of its rows.
    return statement.all({ ...filter, ids: JSON.stringify(ids ?? []), limit: limit ?? -1 }) as readonly R[]
  }
}
