import { type Kysely, type Migration, sql } from 'kysely'

const NUMBERS = ['completed', 'failed', 'dead', 'discarded', 'depth_max']

/** What lanes did, by hour. */
export const lanes: Migration = {
  async up(database: Kysely<unknown>) {
    let table = database.schema
      .createTable('lane_hours')
      .addColumn('hour', 'integer', (column) => column.notNull())
      .addColumn('plugin', 'text', (column) => column.notNull())
    for (const name of NUMBERS) table = table.addColumn(name, 'integer', (column) => column.notNull())
    await table
      .addColumn('sum_ms', 'real', (column) => column.notNull())
      .addColumn('p95_ms', 'real', (column) => column.notNull())
      .addPrimaryKeyConstraint('lane_hours_key', ['hour', 'plugin'])
      .modifyEnd(sql`STRICT, WITHOUT ROWID`)
      .execute()
  },

  async down(database: Kysely<unknown>) {
    await database.schema.dropTable('lane_hours').execute()
  },
}
