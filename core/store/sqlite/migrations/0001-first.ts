import { type Kysely, type Migration, sql } from 'kysely'

const TABLES = ['meta', 'structures', 'chunks', 'progress', 'pending', 'attempts', 'dead_letters', 'discards', 'sessions', 'kv']

/** The log in chunks, how far each plugin is, and what else is remembered. */
export const first: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database
    const strict = sql`STRICT`
    const rowless = sql`STRICT, WITHOUT ROWID`

    await schema
      .createTable('meta')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'integer', (column) => column.notNull())
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('structures')
      .addColumn('number', 'integer', (column) => column.primaryKey().notNull())
      .addColumn('names', 'text', (column) => column.notNull())
      .addColumn('crc', 'integer', (column) => column.notNull())
      .modifyEnd(strict)
      .execute()

    // One row is what one commit appended; `records` comes last so that the columns before it are read without it.
    await schema
      .createTable('chunks')
      .addColumn('first_seq', 'integer', (column) => column.primaryKey().notNull())
      .addColumn('last_seq', 'integer', (column) => column.notNull())
      .addColumn('at', 'integer', (column) => column.notNull())
      .addColumn('id_hashes', 'blob', (column) => column.notNull())
      .addColumn('records', 'blob', (column) => column.notNull())
      .modifyEnd(strict)
      .execute()

    await schema
      .createTable('progress')
      .addColumn('plugin', 'text', (column) => column.primaryKey().notNull())
      .addColumn('considered', 'integer', (column) => column.notNull())
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('pending')
      .addColumn('plugin', 'text', (column) => column.notNull())
      .addColumn('page', 'integer', (column) => column.notNull())
      .addColumn('bits', 'blob', (column) => column.notNull())
      .addColumn('crc', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('pending_key', ['plugin', 'page'])
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('attempts')
      .addColumn('plugin', 'text', (column) => column.notNull())
      .addColumn('seq_no', 'integer', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('duration_ms', 'real', (column) => column.notNull())
      .addColumn('error', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('attempts_key', ['plugin', 'seq_no', 'attempt'])
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('dead_letters')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement().notNull())
      .addColumn('plugin', 'text', (column) => column.notNull())
      .addColumn('seq_no', 'integer', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('attempts', 'text', (column) => column.notNull())
      .addUniqueConstraint('dead_letters_delivery', ['plugin', 'seq_no'])
      .modifyEnd(strict)
      .execute()

    await schema
      .createTable('discards')
      .addColumn('plugin', 'text', (column) => column.notNull())
      .addColumn('event_type', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('discards_key', ['plugin', 'event_type', 'reason'])
      .modifyEnd(rowless)
      .execute()

    await schema
      .createTable('sessions')
      .addColumn('number', 'integer', (column) => column.primaryKey().notNull())
      .addColumn('session_id', 'text', (column) => column.notNull().unique())
      .addColumn('stream_id', 'text', (column) => column.notNull())
      .addColumn('room_id', 'text')
      .addColumn('name', 'text')
      .addColumn('title', 'text')
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('end_reason', 'text')
      .addColumn('last_event_at', 'integer', (column) => column.notNull())
      .modifyEnd(strict)
      .execute()
    await schema.createIndex('sessions_room').on('sessions').columns(['stream_id', 'room_id', 'number']).execute()

    await schema
      .createTable('kv')
      .addColumn('plugin', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('kv_key', ['plugin', 'key'])
      .modifyEnd(rowless)
      .execute()
  },

  async down(database: Kysely<unknown>) {
    for (const table of TABLES) await database.schema.dropTable(table).execute()
  },
}
