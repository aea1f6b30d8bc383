import { closeSync, fdatasync, openSync } from 'node:fs'
import type Database from 'better-sqlite3'

/** Syncs the write-ahead log of a database from another thread, so that a slow disk does not hold up this one. */
export type WalSync = {
  /** Resolves when all that was written before is on the disk. Rejects with what the system says, for example EIO. */
  sync(): Promise<void>
  close(): void
}

/** Opens the log of a database that has one. It stays the same file as long as the database is open. */
export function openWalSync(databaseFile: string): WalSync {
  const handle = openSync(`${databaseFile}-wal`, 'r+')
  let underWay = 0
  let isClosed = false

  function closeIfIdle() {
    if (isClosed && underWay === 0) closeSync(handle)
  }

  return {
    sync: () =>
      new Promise((resolve, reject) => {
        underWay++
        fdatasync(handle, (error) => {
          underWay--
          closeIfIdle()
          if (error) reject(error)
          else resolve()
        })
      }),
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
