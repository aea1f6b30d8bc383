import { type Kysely, type Migration, sql } from 'kysely'

const TABLES = ['session_types', 'tips', 'tippers', 'viewers', 'session_notes', 'viewer_notes']
const COLUMNS = {
  sessions: ['platform', 'notes', 'metadata', 'started_by', 'ended_by'],
  session_totals: ['viewers'],
  session_tips: ['tips'],
  minutes: ['viewers'],
} as const

/** Sessions by hand with notes; tips and who gave them; who was seen, for funnels and cards of viewers. */
export const money: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database
    const strict = sql`STRICT`
    const rowless = sql`STRICT, WITHOUT ROWID`
    const text = async (name: string, otherwise: string) =>
      schema
        .alterTable('sessions')
        .addColumn(name, 'text', (column) => column.notNull().defaultTo(otherwise))
        .execute()
    const count = async (table: string, name: string) =>
      schema
        .alterTable(table)
        .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
        .execute()

    await text('platform', 'other')
    await text('notes', '')
    await text('metadata', '{}')
    await text('started_by', 'connection')
    await schema.alterTable('sessions').addColumn('ended_by', 'text').execute()
    await sql`UPDATE sessions SET platform = lower(substr(stream_id, 1, instr(stream_id, ':') - 1)) WHERE instr(stream_id, ':') > 1`.execute(
      database,
    )
    await schema.alterTable('session_totals').addColumn('viewers', 'integer').execute()
    await count('session_tips', 'tips')
    await count('minutes', 'viewers')

    await schema
      .createTable('session_types')
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('event_type', 'text', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('session_types_key', ['session_id', 'event_type'])
      .modifyEnd(rowless)
      .execute()
    // What retention took out of the log is still counted by minute.
    await sql`INSERT INTO session_types SELECT session_id, event_type, sum(count) FROM minutes GROUP BY session_id, event_type`.execute(
      database,
    )

    // Names and messages stay in the log, where whoever erases a viewer finds them.
    await schema
      .createTable('tips')
      .addColumn('seq_no', 'integer', (column) => column.primaryKey().notNull())
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('at', 'integer', (column) => column.notNull())
      .addColumn('currency', 'text', (column) => column.notNull())
      .addColumn('cents', 'integer', (column) => column.notNull())
      .modifyEnd(strict)
      .execute()
    await schema.createIndex('tips_session').on('tips').columns(['session_id', 'seq_no']).execute()

    await schema
      .createTable('tippers')
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('currency', 'text', (column) => column.notNull())
      .addColumn('display_name', 'text', (column) => column.notNull())
      .addColumn('tips', 'integer', (column) => column.notNull())
      .addColumn('cents', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('tippers_key', ['session_id', 'user_id', 'currency'])
      .modifyEnd(rowless)
      .execute()
    await schema.createIndex('tippers_user').on('tippers').columns(['user_id']).execute()
    await schema.createIndex('gifters_user').on('gifters').columns(['user_id']).execute()

    await schema
      .createTable('viewers')
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('handle', 'text', (column) => column.notNull())
      .addColumn('display_name', 'text', (column) => column.notNull())
      .addColumn('steps', 'integer', (column) => column.notNull())
      .addColumn('first_at', 'integer', (column) => column.notNull())
      .addColumn('last_at', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('viewers_key', ['session_id', 'user_id'])
      .modifyEnd(rowless)
      .execute()
    await schema.createIndex('viewers_user').on('viewers').columns(['user_id']).execute()
    // Those who still have a name, by when it is to go.
    await sql`CREATE INDEX viewers_named ON viewers (last_at) WHERE display_name <> 'Viewer'`.execute(database)
    await schema.createIndex('viewers_handle').on('viewers').columns(['handle']).execute()

    for (const [table, whose] of [
      ['session_notes', 'session_id'],
      ['viewer_notes', 'user_id'],
    ] as const) {
      await schema
        .createTable(table)
        .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement().notNull())
        .addColumn(whose, 'text', (column) => column.notNull())
        .addColumn('at', 'integer', (column) => column.notNull())
        .addColumn('author', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .modifyEnd(strict)
        .execute()
      await schema.createIndex(`${table}_whose`).on(table).columns([whose, 'number']).execute()
    }
  },

  async down(database: Kysely<unknown>) {
    await database.schema.dropIndex('gifters_user').execute()
    for (const table of TABLES) await database.schema.dropTable(table).execute()
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const column of columns) await database.schema.alterTable(table).dropColumn(column).execute()
  },
}
