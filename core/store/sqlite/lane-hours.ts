import type Database from 'better-sqlite3'
import type { LaneHour, LaneHourFilter } from '../store.ts'

const KEPT_HOURS = 365 * 24

const COLUMNS = 'hour, plugin, completed, failed, dead, discarded, depth_max AS depthMax, sum_ms AS sumMs, p95_ms AS p95Ms'

/** What lanes did, by hour, for a year; `write` belongs into a transaction. */
export function createLaneHours(database: Database.Database) {
  const put = database.prepare<[LaneHour]>(
    `INSERT OR REPLACE INTO lane_hours (hour, plugin, completed, failed, dead, discarded, depth_max, sum_ms, p95_ms)
     VALUES (@hour, @plugin, @completed, @failed, @dead, @discarded, @depthMax, @sumMs, @p95Ms)`,
  )
  const forget = database.prepare('DELETE FROM lane_hours WHERE hour < ?')
  const list = database.prepare<[{ plugin: string | null; from: number }], LaneHour>(
    `SELECT ${COLUMNS} FROM lane_hours WHERE hour >= @from AND (@plugin IS NULL OR plugin = @plugin) ORDER BY hour, plugin`,
  )
  const drop = database.prepare<[{ plugin: string | null; before: number }]>(
    'DELETE FROM lane_hours WHERE hour < @before AND (@plugin IS NULL OR plugin = @plugin)',
  )
  return {
    /** Each row takes the place of what was written of its hour. */
    write(rows: readonly LaneHour[]) {
      if (rows.length === 0) return
      for (const row of rows) put.run(row)
      forget.run(Math.max(...rows.map(({ hour }) => hour)) - KEPT_HOURS)
    },
    list: ({ plugin, from = 0 }: LaneHourFilter): readonly LaneHour[] => list.all({ plugin: plugin ?? null, from }),
    drop: ({ plugin, before = Number.MAX_SAFE_INTEGER }: LaneHourFilter): number => drop.run({ plugin: plugin ?? null, before }).changes,
  }
}
