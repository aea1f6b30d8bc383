import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'
import type Database from 'better-sqlite3'

/** Syncs the write-ahead log of a database. */
export type WalSync = {
  /**
   * Resolves when all that was written before is on the disk. Rejects with what the system says, for example EIO. Another thread sees to it, so that
   * a slow disk does not hold up this one; `isPrompt`: this thread does, which spares a busy machine the way there and back, while the disk is quick.
   */
  sync(isPrompt?: boolean): Promise<void>
  close(): void
}

/** What the disk is asked through. `now`: monotonic milliseconds. */
type Disk = {
  readonly sync: (handle: number) => void
  readonly syncElsewhere: (handle: number, done: (error: Error | null) => void) => void
  readonly now: () => number
}

/** A disk that took longer the last time may take very long the next. */
const QUICK_MS = 5

const SYSTEM: Disk = { sync: fdatasyncSync, syncElsewhere: fdatasync, now: () => performance.now() }

/** Opens the log of a database that has one. It stays the same file as long as the database is open. */
export function openWalSync(databaseFile: string, disk: Disk = SYSTEM): WalSync {
  const handle = openSync(`${databaseFile}-wal`, 'r+')
  let underWay = 0
  let isClosed = false
  let lastMs = Number.POSITIVE_INFINITY

  function closeIfIdle() {
    if (isClosed && underWay === 0) closeSync(handle)
  }

  function syncHere() {
    const from = disk.now()
    disk.sync(handle)
    lastMs = disk.now() - from
  }

  function syncElsewhere(): Promise<void> {
    const from = disk.now()
    underWay++
    return new Promise((resolve, reject) => {
      disk.syncElsewhere(handle, (error) => {
        lastMs = disk.now() - from
        underWay--
        closeIfIdle()
        if (error) reject(error)
        else resolve()
      })
    })
  }

  return {
    async sync(isPrompt = false) {
      if (isPrompt && lastMs < QUICK_MS) syncHere()
      else await syncElsewhere()
    },
    close() {
      isClosed = true
      closeIfIdle()
    },
  }
}

/** Runs a transaction that does not wait for the disk; whoever does so calls `sync` before telling that it is kept. */
export function createUnsynced(database: Database.Database): <R>(write: () => R) => R {
  const [relaxed, strict] = ['NORMAL', 'FULL'].map((mode) => database.prepare(`PRAGMA synchronous = ${mode}`))
  return (write) => {
    relaxed?.run()
    try {
      return write()
    } finally {
      strict?.run()
    }
  }
}
