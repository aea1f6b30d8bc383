import type Database from 'better-sqlite3'
import { NOBODY } from '../erasure/anonymous.ts'

/** Columns and their values. */
export type Row = Readonly<Record<string, string | number | null>>

/** A table with a row per viewer: how two rows that become the same viewer's are made one, and what else is named after a viewer. */
type ByViewer = {
  readonly key: readonly string[]
  readonly columns: readonly string[]
  readonly merge: string
  readonly named: readonly string[]
}

export const BY_VIEWER = {
  gifters: {
    key: ['session_id', 'user_id'],
    columns: ['display_name', 'gifts', 'coins'],
    merge: 'gifts = gifts + excluded.gifts, coins = coins + excluded.coins',
    named: [],
  },
  tippers: {
    key: ['session_id', 'user_id', 'currency'],
    columns: ['display_name', 'tips', 'cents'],
    merge: 'tips = tips + excluded.tips, cents = cents + excluded.cents',
    named: [],
  },
  viewers: {
    key: ['session_id', 'user_id'],
    columns: ['handle', 'display_name', 'steps', 'first_at', 'last_at'],
    merge: 'steps = steps | excluded.steps, first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)',
    named: ['handle'],
  },
} as const satisfies Record<string, ByViewer>

export type ViewerTable = keyof typeof BY_VIEWER

/** Whoever has another id has no name. */
export function renamed(table: ViewerTable, userId: string): Row {
  return { user_id: userId, display_name: NOBODY, ...Object.fromEntries(BY_VIEWER[table].named.map((column) => [column, userId])) }
}

/** Gives a row's viewer another id; two rows that become the same viewer's are added up. */
export function mergeViewer(database: Database.Database, table: ViewerTable, { row, changed }: { row: Row; changed: Row }): void {
  const { key, columns, merge, named }: ByViewer = BY_VIEWER[table]
  const all = [...key, ...columns]
  database.prepare(`DELETE FROM ${table} WHERE ${key.map((name) => `${name} = @${name}`).join(' AND ')}`).run(row)
  database
    .prepare(
      `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map((name) => `@${name}`).join(', ')})
       ON CONFLICT DO UPDATE SET ${['display_name', ...named].map((name) => `${name} = excluded.${name}`).join(', ')}, ${merge}`,
    )
    .run({ ...row, ...changed })
}
