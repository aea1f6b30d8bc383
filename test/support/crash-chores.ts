import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { systemClock } from '../../core/base/clock.ts'
import type { CrashPoint } from '../../core/base/crash-point.ts'
import { createBackups } from '../../core/store/backup/backups.ts'
import { openSecrets } from '../../core/store/secrets.ts'
import { openSettings } from '../../core/store/settings.ts'
import { openDatabase } from '../../core/store/sqlite/database.ts'
import { salvage } from '../../core/store/sqlite/salvage/salvage.ts'
import { createSqliteStore, type SqliteStoreOptions } from '../../core/store/sqlite/sqlite.ts'
import { chat } from '../contracts/store.ts'
import { untilThere } from './small-disk.ts'

export const EVENTS = 600

/** A chore of the store that a process may die in: made ready once, done again after every death, and looked at in the end. */
type Chore = {
  readonly points: readonly CrashPoint[]
  readonly prepare?: (dataDir: string) => Promise<void>
  readonly run: (dataDir: string) => Promise<void>
  /** What is to be the same however often it died. */
  readonly look: (dataDir: string) => Promise<unknown>
  readonly expected: unknown
}

const open = (dataDir: string, options: Partial<SqliteStoreOptions> = {}) => createSqliteStore({ dataDir, clock: systemClock, ...options })
const databaseOf = (dataDir: string) => join(dataDir, 'showrunner.db')

async function withEvents(dataDir: string) {
  const store = await open(dataDir)
  for (let n = 1; n <= EVENTS; n += 100)
    await store.write({ events: Array.from({ length: 100 }, (_, index) => chat(n + index, 'x'.repeat(500))) })
  await store.close()
}

async function counts(dataDir: string) {
  const store = await open(dataDir)
  const events = store.read(1, 10 * EVENTS)
  const found = {
    head: store.head(),
    events: events.length,
    damaged: store.damaged(),
    removed: store.removals().reduce((sum, { count }) => sum + count, 0),
  }
  await store.close()
  return found
}

export const CHORES: Readonly<Record<string, Chore>> = {
  retention: {
    points: ['retention.begin', 'retention.end'],
    prepare: withEvents,
    async run(dataDir) {
      const store = await open(dataDir)
      const now = Date.now() + 1000
      await store.retain({ before: { events: now, deadLetters: now, sessions: now } })
      await store.close()
    },
    look: counts,
    expected: { head: EVENTS, events: 0, damaged: 0, removed: EVENTS },
  },
  rewrite: {
    points: ['rewrite.slice'],
    prepare: withEvents,
    async run(dataDir) {
      const store = await open(dataDir)
      await store.rewrite({
        change: (event) => (event.eventType === 'chat' ? { ...event, payload: { ...event.payload, message: 'gone' } } : event),
      })
      await store.close()
    },
    async look(dataDir) {
      const store = await open(dataDir)
      const messages = new Set(store.read(1, 10 * EVENTS).map((event) => JSON.stringify(event.event.payload)))
      const found = { messages: [...messages], damaged: store.damaged() }
      await store.close()
      return found
    },
    expected: { messages: ['{"message":"gone"}'], damaged: 0 },
  },
  settings: {
    points: ['settings.written'],
    run: async (dataDir) => {
      const settings = await openSettings(join(dataDir, 'settings.json'))
      await settings.update((before) => ({ ...before, tiktok: { username: 'somebody' } }))
    },
    look: async (dataDir) => (await openSettings(join(dataDir, 'settings.json'))).current().tiktok,
    expected: { username: 'somebody' },
  },
  secrets: {
    points: ['secrets.written'],
    run: async (dataDir) => (await openSecrets(join(dataDir, 'secrets.json'))).change('p', { key: 'value' }),
    look: async (dataDir) => (await openSecrets(join(dataDir, 'secrets.json'))).of('p'),
    expected: { key: 'value' },
  },
  ballast: {
    points: ['ballast.made', 'ballast.given'],
    prepare: withEvents,
    async run(dataDir) {
      const made: Database.Database[] = []
      const store = await open(dataDir, {
        ballastBytes: 4096,
        open(file) {
          const database = openDatabase(file)
          made.push(database)
          return database
        },
      })
      await untilThere(join(dataDir, 'ballast'))
      // Whoever made it hears of it a little later than who looks.
      for (let n = 0; n < 20; n++) await turn()
      made[0]?.pragma('max_page_count = 1')
      await store.write({ events: [chat('large', 'x'.repeat(50_000))] }).catch(() => 'the disk is full')
      made[0]?.pragma('max_page_count = 1000000')
      await store.close()
    },
    look: counts,
    expected: { head: EVENTS, events: EVENTS, damaged: 0, removed: 0 },
  },
  salvage: {
    points: ['salvage.copied', 'salvage.moved'],
    async prepare(dataDir) {
      await withEvents(dataDir)
      truncateSync(databaseOf(dataDir), 4096 * 12)
    },
    run: async (dataDir) => void (await salvage(dataDir, { clock: systemClock })),
    async look(dataDir) {
      const { events, damaged, head } = await counts(dataDir)
      const aside = readdirSync(dataDir).filter((name) => /\.corrupt-.*Z$/.test(name)).length
      return { total: events + damaged, head, aside }
    },
    expected: { total: EVENTS, head: EVENTS, aside: 1 },
  },
  backup: {
    points: ['backup.made'],
    prepare: withEvents,
    run: async (dataDir) => void (await createBackups({ dataDir, version: '0.1.0', clock: systemClock }).take()),
    look: counts,
    expected: { head: EVENTS, events: EVENTS, damaged: 0, removed: 0 },
  },
}
