import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import type { Logger } from '../../base/log.ts'
import { type Attempt, type Change, PAGE_SIZE, type Progress, type Store } from '../store.ts'
import { createBreakers } from './breakers.ts'
import { createLaneHours } from './lane-hours.ts'

type AttemptRow = Attempt & { readonly seqNo: number }

/** How far each plugin is, and what went wrong on the way. `write` belongs into the caller's transaction. */
export function createDeliveries(database: Database.Database, log: Logger | undefined) {
  const statements = prepare(database)
  const breakers = createBreakers(database)
  const hours = createLaneHours(database)

  function writeProgress({ plugin, considered, pages }: Progress) {
    statements.setProgress.run(plugin, considered)
    for (const [page, bits] of pages) {
      if (bits) statements.setPage.run(plugin, page, bits, crc32(bits))
      else statements.dropPage.run(plugin, page)
    }
  }

  /** Attempts of deliveries that are settled by now serve nobody. */
  function dropSettledAttempts({ plugin, pages }: Progress) {
    for (const [page, bits] of pages) {
      for (const seqNo of statements.attempted.all(plugin, page * PAGE_SIZE, (page + 1) * PAGE_SIZE)) {
        const index = seqNo % PAGE_SIZE
        const isPending = bits && ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
        if (!isPending) statements.dropAttempts.run(plugin, seqNo)
      }
    }
  }

  /** Whole again by treating all of it as pending: a repeat is allowed, a loss is not. */
  function repaired(plugin: string, page: number) {
    log?.error({ plugin, page }, 'Page of pending deliveries is damaged; its events are delivered again')
    return new Uint8Array(PAGE_SIZE / 8).fill(0xff)
  }

  return {
    write(change: Change) {
      for (const { plugin, seqNo, attempt, at, durationMs, error } of change.attempts ?? []) {
        statements.addAttempt.run(plugin, seqNo, attempt, at, durationMs, error)
      }
      for (const { plugin, seqNo } of change.deadLetters ?? []) statements.dropAttempts.run(plugin, seqNo)
      for (const breaker of change.breakers ?? []) breakers.write(breaker)
      hours.write(change.laneHours ?? [])
      for (const { plugin, eventType, reason, count } of change.discards ?? []) statements.addDiscards.run(plugin, eventType, reason, count)
      for (const plugin of change.forgotten ?? []) {
        for (const forget of statements.forget) forget.run(plugin)
      }
      for (const progress of change.progress ?? []) {
        writeProgress(progress)
        dropSettledAttempts(progress)
      }
    },

    progress(plugin: string): Progress | undefined {
      const considered = statements.progress.get(plugin)
      if (considered === undefined) return undefined
      const pages = new Map<number, Uint8Array>()
      for (const { page, bits, crc } of statements.pages.all(plugin)) {
        const isWhole = bits.length === PAGE_SIZE / 8 && crc32(bits) === crc
        pages.set(page, isWhole ? new Uint8Array(bits) : repaired(plugin, page))
      }
      return { plugin, considered, pages }
    },

    attempts(plugin: string): ReadonlyMap<number, readonly Attempt[]> {
      const found = new Map<number, Attempt[]>()
      for (const { seqNo, ...attempt } of statements.attempts.all(plugin)) {
        const known = found.get(seqNo)
        if (known) known.push(attempt)
        else found.set(seqNo, [attempt])
      }
      return found
    },

    breaker: breakers.read,
    laneHours: hours.list,
    dropLaneHours: hours.drop,
    discards: (): ReturnType<Store['discards']> => statements.discards.all(),
  }
}

function prepare(database: Database.Database) {
  return {
    setProgress: database.prepare('INSERT INTO progress VALUES (?, ?) ON CONFLICT DO UPDATE SET considered = excluded.considered'),
    setPage: database.prepare('INSERT OR REPLACE INTO pending (plugin, page, bits, crc) VALUES (?, ?, ?, ?)'),
    dropPage: database.prepare('DELETE FROM pending WHERE plugin = ? AND page = ?'),
    progress: database.prepare<[string], number>('SELECT considered FROM progress WHERE plugin = ?').pluck(),
    pages: database.prepare<[string], { page: number; bits: Buffer; crc: number }>('SELECT page, bits, crc FROM pending WHERE plugin = ?'),
    addAttempt: database.prepare(
      'INSERT OR REPLACE INTO attempts (plugin, seq_no, attempt, at, duration_ms, error) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    attempted: database
      .prepare<[string, number, number], number>('SELECT DISTINCT seq_no FROM attempts WHERE plugin = ? AND seq_no >= ? AND seq_no < ?')
      .pluck(),
    dropAttempts: database.prepare('DELETE FROM attempts WHERE plugin = ? AND seq_no = ?'),
    attempts: database.prepare<[string], AttemptRow>(
      'SELECT seq_no AS seqNo, attempt, at, duration_ms AS durationMs, error FROM attempts WHERE plugin = ? ORDER BY seq_no, attempt',
    ),
    forget: ['progress', 'pending', 'attempts', 'breakers'].map((table) => database.prepare(`DELETE FROM ${table} WHERE plugin = ?`)),
    addDiscards: database.prepare(
      'INSERT INTO discards (plugin, event_type, reason, count) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
    ),
    discards: database.prepare<[], ReturnType<Store['discards']>[number]>(
      'SELECT plugin, event_type AS eventType, reason, count FROM discards ORDER BY plugin, event_type, reason',
    ),
  }
}
