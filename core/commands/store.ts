import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { HostError } from '../base/errors.ts'
import { compact, factsOf, type StoreFacts } from '../store/sqlite/facts.ts'
import { durably } from '../store/sqlite/failure.ts'
import { migrateDown, migrateUp } from '../store/sqlite/migrate.ts'
import { lookIntoDatabase, withDatabase } from '../store/sqlite/sqlite.ts'
import { tell } from './answer.ts'
import { createProgress } from './progress.ts'
import { table } from './table.ts'

export type StoreOptions = { readonly dataDir: string; readonly json?: boolean; readonly dryRun?: boolean }

/** Says what is in the store, and which steps its tables have taken. */
export async function storeStatus(options: StoreOptions): Promise<void> {
  const facts = await lookIntoDatabase(dirOf(options), factsOf)
  tell(facts, options, ({ file, events, bytes, freeBytes, sessions, deadLetters, starts, removed, steps }) => [
    `${file}: ${megabytes(bytes)}, ${megabytes(freeBytes)} of them free`,
    events ? `Events ${events.first} to ${events.last}` : 'No events',
    `Sessions: ${sessions}, dead letters: ${deadLetters}, starts: ${starts}`,
    ...removed.slice(0, 10).map(({ day, what, count }) => `${day}: ${count} ${WORDS[what]} removed`),
    table(
      ['step', ''],
      steps.map(({ name, applied }) => [name, applied ? 'taken' : 'waits']),
    ),
  ])
}

const WORDS = { events: 'events', deadLetters: 'dead letters', sessions: 'sessions' } satisfies Record<
  StoreFacts['removed'][number]['what'],
  string
>

/** Brings the tables to the newest version, as every start does; where there is no store yet, it makes one. */
export async function storeMigrate(options: StoreOptions): Promise<void> {
  const progress = createProgress('events', options)
  // As a first start does; a dry run leaves nothing behind.
  if (!options.dryRun) await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const steps = await (options.dryRun ? within : anew)(options, async (database) => {
    const waiting = factsOf(database).steps.flatMap(({ name, applied }) => (applied ? [] : name))
    return options.dryRun ? waiting : migrateUp(database, { onProgress: progress.show })
  })
  progress.end()
  tell({ steps, done: !options.dryRun }, options, () => [
    steps.length === 0 ? 'The store is up to date' : `${options.dryRun ? 'Would take' : 'Took'} ${steps.join(', ')}`,
  ])
}

/** Takes the newest step back, for a start of an older Showrunner. */
export async function storeRollback(options: StoreOptions): Promise<void> {
  const steps = await within(options, async (database) => {
    const taken = factsOf(database).steps.filter(({ applied }) => applied)
    if (taken.length < 2) throw new HostError('USAGE', 'The first step cannot be taken back: everything is in its tables')
    return options.dryRun ? taken.slice(-1).map(({ name }) => name) : migrateDown(database)
  })
  const [step] = steps
  const copy = `showrunner.db.before-rollback-of-${step}`
  tell({ steps, done: !options.dryRun, ...(!options.dryRun && { copy }) }, options, () => [
    options.dryRun ? `Would take back ${step}` : `Took back ${step}; the store of before is ${copy}`,
  ])
}

/** Makes the file as short as what is in it. */
export async function storeCompact(options: StoreOptions): Promise<void> {
  const [before, after] = await within(options, (database) => {
    const { bytes, freeBytes } = factsOf(database)
    if (options.dryRun) return [bytes, bytes - freeBytes]
    durably(compact)(database)
    return [bytes, factsOf(database).bytes]
  })
  tell({ before, after, done: !options.dryRun }, options, () => [
    `${megabytes(before ?? 0)} ${options.dryRun ? 'would become about' : 'became'} ${megabytes(after ?? 0)}`,
  ])
}

const anew = <R>({ dataDir }: StoreOptions, use: (database: Database.Database) => R | Promise<R>) => withDatabase(dataDir, use)

async function within<R>(options: StoreOptions, use: (database: Database.Database) => R | Promise<R>): Promise<R> {
  return withDatabase(dirOf(options), use)
}

/** The data folder, which has a store. */
function dirOf({ dataDir }: StoreOptions): string {
  const file = join(dataDir, 'showrunner.db')
  if (!existsSync(file)) throw new HostError('USAGE', 'There is no store in this folder', { file })
  return dataDir
}

function megabytes(bytes: number) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
