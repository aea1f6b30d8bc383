import { type Kysely, type Migration, sql } from 'kysely'

const TABLES = ['session_totals', 'session_tips', 'minutes', 'gifters', 'breakers', 'removals']
const LETTER_COLUMNS = ['event_type', 'event_crc', 'event']

/** Totals of sessions, written with the events they count; breakers; dead letters that keep their event; what was removed. */
export const totals: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database
    const rowless = sql`STRICT, WITHOUT ROWID`

    await schema
      .createTable('session_totals')
      .addColumn('session_id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('first_seq', 'integer', (column) => column.notNull())
      .addColumn('last_seq', 'integer', (column) => column.notNull())
      .addColumn('likes', 'integer', (column) => column.notNull())
      .addColumn('gifts', 'integer', (column) => column.notNull())
      .addColumn('coins', 'integer', (column) => column.notNull())
      .addColumn('peak_viewers', 'integer', (column) => column.notNull())
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('session_tips')
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('currency', 'text', (column) => column.notNull())
      .addColumn('cents', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('session_tips_key', ['session_id', 'currency'])
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('minutes')
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('minute', 'integer', (column) => column.notNull())
      .addColumn('event_type', 'text', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addColumn('coins', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('minutes_key', ['session_id', 'minute', 'event_type'])
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('gifters')
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('display_name', 'text', (column) => column.notNull())
      .addColumn('gifts', 'integer', (column) => column.notNull())
      .addColumn('coins', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('gifters_key', ['session_id', 'user_id'])
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('breakers')
      .addColumn('plugin', 'text', (column) => column.primaryKey().notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('remaining_ms', 'real', (column) => column.notNull())
      .addColumn('next_open_ms', 'real', (column) => column.notNull())
      .addColumn('at', 'real', (column) => column.notNull())
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('removals')
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('removals_key', ['day', 'what'])
      .modifyEnd(rowless)
      .execute()

    await schema.alterTable('dead_letters').addColumn('event_type', 'text').execute()
    await schema.alterTable('dead_letters').addColumn('event_crc', 'integer').execute()
    await schema.alterTable('dead_letters').addColumn('event', 'text').execute()
    await schema.createIndex('dead_letters_type').on('dead_letters').columns(['event_type']).execute()
  },

  async down(database: Kysely<unknown>) {
    await database.schema.dropIndex('dead_letters_type').execute()
    for (const column of LETTER_COLUMNS) await database.schema.alterTable('dead_letters').dropColumn(column).execute()
    for (const table of TABLES) await database.schema.dropTable(table).execute()
  },
}
