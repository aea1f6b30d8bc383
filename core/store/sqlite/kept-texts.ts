import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { TextChange, TextsChanged } from '../store.ts'
import { writeFailure } from './failure.ts'
import { BY_VIEWER, mergeViewer, type Row, renamed, type ViewerTable } from './viewer-merge.ts'

const SLICE_ROWS = 50
const SLICE_MS = 8

/** Where texts lie beside the log. `change` answers the columns that differ; undefined when nothing does. */
type Place = {
  readonly table: string
  /** The primary key, in its order. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  readonly counts: keyof TextsChanged
  readonly change: (row: Row, change: TextChange) => Row | undefined
  /** Writes the columns; sets them in place when left out. */
  readonly write?: (database: Database.Database, row: Row, changed: Row) => void
}

const text = (value: Row[string] | undefined, { text }: TextChange) => (typeof value === 'string' ? text(value) : (value ?? null))

const id = (value: Row[string] | undefined, change: TextChange) => change.id(String(value))

const json = (value: Row[string] | undefined, { value: change }: TextChange) => {
  if (typeof value !== 'string') return value ?? null
  const parsed: unknown = JSON.parse(value)
  const changed = change(parsed)
  return changed === parsed ? value : JSON.stringify(changed)
}

const texts =
  (columns: readonly string[]): Place['change'] =>
  (row, change) =>
    differing(row, Object.fromEntries(columns.map((column) => [column, text(row[column], change)])))

const byViewer = (table: ViewerTable): Place => ({
  table,
  ...BY_VIEWER[table],
  counts: 'rows',
  change(row, change) {
    const userId = id(row.user_id, change)
    return userId === row.user_id ? undefined : renamed(table, userId)
  },
  write: (database, row, changed) => mergeViewer(database, table, { row, changed }),
})

const SESSION_TEXTS = ['name', 'title', 'end_reason', 'notes'] as const

const PLACES: readonly Place[] = [
  {
    ...{ table: 'sessions', key: ['number'], columns: [...SESSION_TEXTS, 'metadata'], counts: 'rows' },
    change: (row, change) =>
      differing(row, {
        ...Object.fromEntries(SESSION_TEXTS.map((column) => [column, text(row[column], change)])),
        metadata: json(row.metadata, change),
      }),
  },
  { table: 'session_notes', key: ['number'], columns: ['text'], counts: 'rows', change: texts(['text']) },
  {
    // What was noted about the viewer goes with the viewer.
    ...{ table: 'viewer_notes', key: ['number'], columns: ['user_id', 'text'], counts: 'rows' },
    change: (row, change) => differing(row, { user_id: id(row.user_id, change), text: text(row.text, change) }),
    write: (database, row, changed) =>
      'user_id' in changed
        ? void database.prepare('DELETE FROM viewer_notes WHERE number = ?').run(row.number)
        : void database.prepare('UPDATE viewer_notes SET text = ? WHERE number = ?').run(changed.text, row.number),
  },
  { table: 'attempts', key: ['plugin', 'seq_no', 'attempt'], columns: ['error'], counts: 'rows', change: texts(['error']) },
  {
    ...{ table: 'kv', key: ['plugin', 'key'], columns: ['value'], counts: 'keys' },
    change: (row, change) => differing(row, { key: text(row.key, change), value: json(row.value, change) }),
    write(database, row, changed) {
      database.prepare('DELETE FROM kv WHERE plugin = ? AND key = ?').run(row.plugin, row.key)
      database.prepare('INSERT OR REPLACE INTO kv (plugin, key, value) VALUES (@plugin, @key, @value)').run({ ...row, ...changed })
    },
  },
  {
    // Their events are changed together with the log's.
    ...{ table: 'dead_letters', key: ['number'], columns: ['reason', 'attempts'], counts: 'deadLetters' },
    change: (row, change) => differing(row, { reason: text(row.reason, change), attempts: json(row.attempts, change) }),
  },
  // Whoever dies before these finds by them again what the viewer is called.
  byViewer('gifters'),
  byViewer('tippers'),
  byViewer('viewers'),
]

/** Changes texts beside the log, a few milliseconds at a time; a crash leaves the first rows done. */
export function createKeptTexts(database: Database.Database, clock: Clock): (change: TextChange) => Promise<TextsChanged> {
  return async (change) => {
    const total: Record<keyof TextsChanged, number> = { rows: 0, keys: 0, deadLetters: 0 }
    for (const place of PLACES) {
      const next = pages(database, place)
      for (let last: Row | undefined, isDone = false; !isDone; ) {
        const done = inTransaction(database, () => slice(next, last, { database, place, change, clock }))
        total[place.counts] += done.changed
        isDone = done.last === undefined
        last = done.last ?? last
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    }
    return total
  }
}

type Slice = { readonly database: Database.Database; readonly place: Place; readonly change: TextChange; readonly clock: Clock }

/** Rows behind `last`; answers the last one looked at, undefined when there are no more. */
function slice(next: (last: Row | undefined) => readonly Row[], last: Row | undefined, { database, place, change, clock }: Slice) {
  const began = clock.now()
  const write = place.write ?? updateIn(place)
  let changed = 0
  let looked: Row | undefined
  for (const row of next(last)) {
    looked = row
    const wanted = place.change(row, change)
    if (wanted) {
      changed++
      if (!change.dryRun) write(database, row, wanted)
    }
    if (clock.now() - began >= SLICE_MS) break
  }
  return { changed, last: looked }
}

function pages(database: Database.Database, { table, key, columns }: Place) {
  const names = [...key, ...columns].join(', ')
  const order = key.join(', ')
  const first = database.prepare<[], Row>(`SELECT ${names} FROM ${table} ORDER BY ${order} LIMIT ${SLICE_ROWS}`)
  const behind = database.prepare<unknown[], Row>(
    `SELECT ${names} FROM ${table} WHERE (${order}) > (${key.map(() => '?').join(', ')}) ORDER BY ${order} LIMIT ${SLICE_ROWS}`,
  )
  return (last: Row | undefined) => (last ? behind.all(...key.map((name) => last[name])) : first.all())
}

const updateIn =
  ({ table, key }: Place): NonNullable<Place['write']> =>
  (database, row, changed) => {
    const set = Object.keys(changed).map((name) => `${name} = @${name}`)
    database.prepare(`UPDATE ${table} SET ${set.join(', ')} WHERE ${key.map((name) => `${name} = @old_${name}`).join(' AND ')}`).run({
      ...changed,
      ...Object.fromEntries(key.map((name) => [`old_${name}`, row[name]])),
    })
  }

function differing(row: Row, wanted: Row): Row | undefined {
  const changed = Object.entries(wanted).filter(([name, value]) => value !== row[name])
  return changed.length === 0 ? undefined : Object.fromEntries(changed)
}

export function inTransaction<R>(database: Database.Database, work: () => R): R {
  try {
    return database.transaction(work).immediate()
  } catch (error) {
    throw writeFailure(error)
  }
}
