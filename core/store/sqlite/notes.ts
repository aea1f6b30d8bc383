import type Database from 'better-sqlite3'
import type { NoteRow } from '../ledger.ts'
import { durably } from './failure.ts'

/** So many of one session or viewer; the oldest go. */
const MAX_NOTES = 1000

/** Notes with their time, by whose they are: a session's or a viewer's. */
export function createNotes(database: Database.Database, { table, whose }: { table: string; whose: string }) {
  const statements = {
    list: database.prepare<[string], NoteRow>(
      `SELECT number AS id, at, author AS "by", text FROM ${table} WHERE ${whose} = ? ORDER BY number`,
    ),
    add: database.prepare(`INSERT INTO ${table} (${whose}, at, author, text) VALUES (?, ?, ?, ?)`),
    bound: database.prepare(
      `DELETE FROM ${table} WHERE ${whose} = @id AND number <= (SELECT number FROM ${table} WHERE ${whose} = @id ORDER BY number DESC LIMIT 1 OFFSET ${MAX_NOTES})`,
    ),
    drop: database.prepare(`DELETE FROM ${table} WHERE ${whose} = ? AND number = ?`),
  }
  return {
    notes: (id: string): readonly NoteRow[] => statements.list.all(id),
    addNote: durably((id: string, note: Omit<NoteRow, 'id'>): NoteRow => {
      const { lastInsertRowid } = statements.add.run(id, note.at, note.by, note.text)
      statements.bound.run({ id })
      return { id: Number(lastInsertRowid), ...note }
    }),
    dropNote: durably((id: string, number: number) => statements.drop.run(id, number).changes > 0),
  }
}
