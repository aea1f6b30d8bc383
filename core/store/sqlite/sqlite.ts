import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import { crashPoint } from '../../base/crash-point.ts'
import { HostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import { carryOut } from '../backup/restore-plan.ts'
import type { Lives } from '../ledger.ts'
import type { Change, RoomFact, Store, StoredEvent } from '../store.ts'
import { type Checkpoints, createCheckpoints } from './checkpoint.ts'
import { openDatabase } from './database.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createDeliveries } from './deliveries.ts'
import { Driver } from './driver.ts'
import { createEventLog } from './event-log.ts'
import { durably, fullDisk, sqliteCode, startFailure, wasRefused, writeFailure } from './failure.ts'
import { claimFolder } from './folder.ts'
import { createGroupCommit, type GroupCommitLimits, WORTH_A_COMMIT } from './group-commit.ts'
import { createHighWater } from './high-water.ts'
import { createKv } from './kv.ts'
import { createLives } from './lives.ts'
import { migrateUp } from './migrate.ts'
import { createMoney } from './money.ts'
import { createPersonal } from './personal.ts'
import { createProjections } from './projections.ts'
import type { OnProgress } from './rebuild.ts'
import { createRemovals } from './removals.ts'
import { createRetention } from './retention/retention.ts'
import { createRewrite } from './rewrite.ts'
import { openRoom, type Room } from './room.ts'
import { beginRun, endRun } from './run.ts'
import { takeSalvaged } from './salvage/swap.ts'
import { createSessions } from './sessions.ts'
import { upkeep } from './upkeep.ts'
import { createViewers } from './viewers.ts'
import { createUnsynced, openWalSync, type WalSync } from './wal-sync.ts'

const markFile = (dataDir: string) => join(dataDir, 'showrunner.mark')

type Write = { readonly change: Change; readonly stored: readonly StoredEvent[] }

/** At most this late, and at most this many in one commit. */
const GROUP_COMMIT = { delayMs: 5, records: 256 }

/** So long may pass until what is unhurried is on the disk. */
const UNHURRIED_MS = 200

/** About what a slice of a chore writes. */
const SLICE_BYTES = 1024 * 1024

export type SqliteStoreOptions = {
  readonly dataDir: string
  readonly clock: Clock
  readonly log?: Logger
  readonly groupCommit?: GroupCommitLimits
  /** Space held in reserve for when the disk is full; none when left out. */
  readonly ballastBytes?: number
  readonly onRoom?: (fact: RoomFact) => void
  /** A write failed such that nothing can be written any more; told once. */
  readonly onBroken?: ((failure: HostError) => void) | undefined
  /** How far a step that reads the whole log is. */
  readonly onMigrating?: OnProgress
  /** How the database file is opened, and its write-ahead log. */
  readonly open?: (file: string) => Database.Database
  readonly openWal?: (file: string) => WalSync
  /** The write-ahead log is brought into the file each time about so many pages were written; a thousand when left out. */
  readonly checkpointPages?: number
}

/**
 * A store in one SQLite file of the data folder, which is this process's own until `close`.
 * Rejects with DATA_UNREADABLE, DATA_IN_USE, STORE_FOREIGN, STORE_NEWER, STORE_CORRUPT or STORE_UNSAFE.
 */
export async function createSqliteStore({ dataDir, clock, log, ...options }: SqliteStoreOptions): Promise<Store> {
  const folder = claimFolder(dataDir)
  const file = join(dataDir, 'showrunner.db')
  let checkpoints: Checkpoints | undefined
  const room = openRoom(file, {
    ...{ clock, log, ballastBytes: options.ballastBytes },
    onFact(fact) {
      checkpoints?.spare(room.state() !== 'enough')
      options.onRoom?.(fact)
    },
  })
  try {
    await carryOut(dataDir)
    takeSalvaged(file, clock.wallTime())
    // The mark is there from the first start on; a file without content is then not a new one.
    if (existsSync(markFile(dataDir)) && existsSync(file) && statSync(file).size === 0) {
      throw new HostError('STORE_CORRUPT', 'The store is empty and was not', { file })
    }
    const database = (options.open ?? openDatabase)(file)
    try {
      await migrateUp(database, { onProgress: options.onMigrating })
      checkpoints = createCheckpoints(database, { clock, log, pages: options.checkpointPages })
      checkpoints.spare(room.state() !== 'enough')
      return createStore(database, {
        dataDir,
        clock,
        log,
        limits: options.groupCommit,
        onBroken: options.onBroken,
        wal: (options.openWal ?? openWalSync)(file),
        checkpoints,
        room,
        release: folder.release,
      })
    } catch (cause) {
      database.close()
      throw startFailure(cause, database.name)
    }
  } catch (cause) {
    await room.stop()
    folder.release()
    throw cause
  }
}

/** Looks at the data folder's database, beside a host that runs as well. `look` only reads. Rejects like createSqliteStore. */
export async function lookIntoDatabase<R>(dataDir: string, look: (database: Database.Database) => R): Promise<R> {
  try {
    return await withDatabase(dataDir, look)
  } catch (error) {
    if (!(error instanceof HostError && error.code === 'DATA_IN_USE')) throw error
  }
  const database = new Driver(join(dataDir, 'showrunner.db'), { readonly: true, timeout: 5000 })
  try {
    return look(database)
  } finally {
    database.close()
  }
}

/** Runs something on the data folder's database while no host does, for example a migration. Rejects like createSqliteStore. */
export async function withDatabase<R>(dataDir: string, use: (database: Database.Database) => R | Promise<R>): Promise<R> {
  const folder = claimFolder(dataDir)
  try {
    await carryOut(dataDir)
    const database = openDatabase(join(dataDir, 'showrunner.db'))
    try {
      return await use(database)
    } finally {
      database.close()
    }
  } finally {
    folder.release()
  }
}

function createStore(
  database: Database.Database,
  parts: Pick<SqliteStoreOptions, 'dataDir' | 'clock' | 'onBroken'> & {
    log: Logger | undefined
    limits: GroupCommitLimits | undefined
    wal: WalSync
    checkpoints: Checkpoints
    room: Room
    release(): void
  },
): Store {
  const { clock, log, room, wal, checkpoints } = parts
  const highWater = createHighWater(markFile(parts.dataDir), { clock, log })
  const run = beginRun(database, highWater.found, log)
  const events = createEventLog(database, log)
  const deliveries = createDeliveries(database, log)
  const sessions = createSessions(database, { clock, firstKept: events.first })
  const projections = createProjections(database)
  const removals = createRemovals(database, clock.wallTime)
  const letters = createDeadLetters(database, { log, eventOf: events.get, onEvicted: (count) => removals.note('deadLetters', count) })
  const kv = createKv(database, { soon: () => group.touch(), now: () => commitNow() })
  const unsynced = createUnsynced(database)
  const group = createGroupCommit<Write>({ clock, limits: parts.limits ?? GROUP_COMMIT, commit })
  let closedBy: HostError | undefined
  let isFailing = false
  let wasFull = false
  let hasWritten = false
  let durable: Promise<unknown> = Promise.resolve()
  let cancelSync: (() => void) | undefined

  const onSlice = () => checkpoints.wrote(SLICE_BYTES)

  function commitNow() {
    group.touch()
    group.flush()
  }

  const transact = database.transaction((writes: readonly Write[]) => {
    const stored = writes.flatMap((write) => write.stored)
    if (stored.length > 0) {
      const at = clock.wallTime()
      events.append(stored, at)
      sessions.noteEvents(stored)
      projections.write(stored, at)
    }
    for (const { change } of writes) {
      deliveries.write(change)
      letters.add(change.deadLetters ?? [])
    }
    kv.write()
    crashPoint('commit.written')
  })

  /** Commits at once; resolves when it is durable, which takes another thread a moment, or soon will be, if nothing of it is in a hurry. */
  function commit(writes: readonly Write[]): Promise<void> {
    const isUnhurried = writes.length > 0 && writes.every(({ change }) => change.isUnhurried) && !kv.hasChanged()
    try {
      if (closedBy) throw closedBy
      crashPoint('commit.begin')
      room.attempt(() => unsynced(() => transact.immediate(writes)))
    } catch (error) {
      events.forget()
      letters.forget()
      projections.forget()
      throw failed(error)
    }
    events.written()
    checkpoints.wrote(bytesOf(writes))
    kv.settle()
    if (isUnhurried) {
      cancelSync ??= clock.after(UNHURRIED_MS, () => void syncFrom(undefined, false).catch(() => {}))
      return Promise.resolve()
    }
    return syncFrom(writes.findLast(({ stored }) => stored.length > 0)?.stored.at(-1)?.seqNo, isPrompt(writes))
  }

  /** Whatever was written before is durable with it. */
  function syncFrom(upTo: number | undefined, isPrompt: boolean): Promise<void> {
    cancelSync?.()
    cancelSync = undefined
    const synced = sync(upTo, isPrompt)
    durable = synced.catch(() => {})
    return synced
  }

  async function sync(upTo: number | undefined, isPrompt: boolean) {
    await wal.sync(isPrompt).catch((error) => {
      throw failed(error)
    })
    crashPoint('commit.synced')
    if (isFailing) log?.warn('Commits succeed again')
    isFailing = false
    wasFull = false
    if (upTo === undefined) return
    events.settle(upTo)
    highWater.raise(events.head())
  }

  function failed(error: unknown): HostError {
    const found = writeFailure(error, database.name)
    // There is room again since this was refused; the next try tells whether the disk is broken.
    const failure = wasFull && wasRefused(error) ? fullDisk(error) : found
    wasFull = found.code === 'STORE_FULL'
    if (failure.code !== 'STORE_FULL' && !closedBy) {
      closedBy = failure
      parts.onBroken?.(failure)
    }
    // A full disk fails every commit until there is room; once is enough to be told.
    if (!isFailing) log?.error({ error: failure, sqlite: sqliteCode(error) }, 'Commit failed')
    isFailing = true
    return failure
  }

  return {
    epoch: run.epoch,
    cleanStart: run.cleanStart,
    head: events.head,
    first: events.first,
    async write(change) {
      if (closedBy) throw closedBy
      const stored = events.stage(change.events ?? [], new Date(clock.wallTime()).toISOString())
      crashPoint('accept.staged')
      hasWritten = true
      await group.add({ change, stored }, stored.length, change.isPrompt)
      return stored
    },
    read: events.read,
    rewrite: createRewrite({ database, events, clock, onSlice }),
    retain: createRetention({ database, clock, removals, onLettersRemoved: letters.forget, attempt: room.attempt, onSlice }),
    latest: events.latest,
    recentIds: ({ withinMs, atLeast = 0, max }) => events.recentIds({ sinceMs: clock.wallTime() - withinMs, atLeast, max }),
    progress: deliveries.progress,
    attempts: deliveries.attempts,
    deadLetters: letters.list,
    deadLetterCount: letters.count,
    dropDeadLetters: durably(database.transaction(letters.drop)),
    breaker: deliveries.breaker,
    laneHours: deliveries.laneHours,
    dropLaneHours: durably(deliveries.dropLaneHours),
    upkeep: durably(() => upkeep(database)),
    removals: removals.list,
    discards: deliveries.discards,
    sessions: { ...sessions, open: room.guarded(sessions.open), close: room.guarded(sessions.close) },
    lives: guardedLives(createLives(database, { clock, open: sessions.open }), room),
    money: createMoney(database),
    viewers: createViewers(database),
    kv,
    personal: createPersonal(database, { clock, flush: commitNow, rest: checkpoints.rest }),
    encode: events.packing.encode,
    structures: events.packing.structures,
    damaged: () => run.lost + events.reader.damaged(),
    room: room.state,
    async close({ inOrder } = { inOrder: false }) {
      if (!database.open) return
      commitNow()
      cancelSync?.()
      await durable
      try {
        if (!closedBy && (inOrder || (run.cleanStart && !hasWritten))) endRun(database)
      } catch (error) {
        log?.error({ error: writeFailure(error) }, 'The end in order could not be noted')
      } finally {
        closedBy ??= new HostError('STOPPING', 'The store is closed')
        const stopped = room.stop()
        await checkpoints.close()
        highWater.close()
        wal.close()
        database.close()
        await stopped
        parts.release()
      }
    },
  }
}

/** Somebody waits, and it is little: in a flood, each commit would hold up what comes next. */
function isPrompt(writes: readonly Write[]): boolean {
  return writes.some(({ change }) => change.isPrompt) && writes.reduce((sum, { stored }) => sum + stored.length, 0) < WORTH_A_COMMIT
}

function bytesOf(writes: readonly Write[]): number {
  let sum = 0
  for (const { stored } of writes) for (const { bytes } of stored) sum += bytes.length
  return sum
}

/** Lives that begin and end although the disk is full, as long as there is something in reserve. */
function guardedLives(lives: Lives, { guarded }: Room): Lives {
  return { ...lives, begin: guarded(lives.begin), end: guarded(lives.end), reopen: guarded(lives.reopen) }
}
