import type Database from 'better-sqlite3'
import { columnsOf } from './open-damaged.ts'

/** How much of a table was copied. */
export type Copied = { readonly rows: number; readonly isWhole: boolean }

/** Copies the rows of a table that can be read, from the front and then from the back, so that damage in between costs only what is near it. */
export function copyRows(from: Database.Database, to: Database.Database, table: string): Copied {
  const known = columnsOf(from, table)
  const columns = columnsOf(to, table).filter((column) => known.includes(column))
  if (columns.length === 0) return { rows: 0, isWhole: false }
  const list = columns.join(', ')
  const add = to.prepare(`INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => '?').join(', ')})`)
  const order = keyOf(to, table)
  const rows = (direction: 'ASC' | 'DESC') =>
    `SELECT ${list} FROM ${table} ORDER BY ${order.map((column) => `${column} ${direction}`).join(', ')}`
  const front = copy(from, rows('ASC'), add)
  if (front.isWhole) return front
  return { rows: front.rows + copy(from, rows('DESC'), add).rows, isWhole: false }
}

/** In this order SQLite reads a table as it lies, without sorting it first. */
function keyOf(database: Database.Database, table: string): readonly string[] {
  const key = database.prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').pluck().all(table)
  return key.length > 0 ? key : ['rowid']
}

function copy(from: Database.Database, query: string, add: Database.Statement): Copied {
  let rows = 0
  try {
    for (const row of from.prepare<[], unknown[]>(query).raw().iterate()) rows += tryAdd(add, row)
    return { rows, isWhole: true }
  } catch {
    return { rows, isWhole: false }
  }
}

/** A row that is not what its table holds is none. */
function tryAdd(add: Database.Statement, row: readonly unknown[]): number {
  try {
    return add.run(row).changes
  } catch {
    return 0
  }
}
