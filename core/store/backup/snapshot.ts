import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { HostError } from '../../base/errors.ts'
import { DRIVER_PATH } from '../sqlite/driver.ts'

/** What is in a copied database. */
export type Snapshot = {
  /** Highest sequence number. */
  readonly head: number
  /** The migrations that it has. */
  readonly steps: readonly string[]
}

/**
 * Copies the database of the live log to a file that is not there yet, in a thread of its own: a prefix of the log, checked.
 * Rejects with STORE_CORRUPT when the copy is not sound, STORE_FULL or STORE_WRITE_FAILED.
 */
export async function takeSnapshot(from: string, to: string): Promise<Snapshot> {
  const worker = new Worker(new URL('./snapshot-thread.mjs', import.meta.url), {
    workerData: { driver: DRIVER_PATH, from, to },
    env: {},
    execArgv: [],
  })
  try {
    const [told] = await once(worker, 'message')
    // What the thread posts, once.
    const { integrity, ...snapshot } = told as Snapshot & { readonly integrity: string }
    if (integrity !== 'ok') throw new HostError('STORE_CORRUPT', `The copy of the store is damaged: ${integrity}`, { file: to })
    return snapshot
  } catch (cause) {
    throw cause instanceof HostError ? cause : failure(cause, from)
  } finally {
    await worker.terminate()
  }
}

/** Errors of a thread arrive without their class; the code of SQLite stays. */
function failure(cause: unknown, file: string): HostError {
  const { code = '', message = String(cause) } = Object(cause) as { code?: string; message?: string }
  if (code === 'SQLITE_FULL') return new HostError('STORE_FULL', 'There is no room on the disk for the backup', { file }, cause)
  if (/CORRUPT|NOTADB/.test(code)) return new HostError('STORE_CORRUPT', 'The store is damaged and cannot be copied', { file }, cause)
  return new HostError('STORE_WRITE_FAILED', `The store cannot be copied: ${message}`, { file }, cause)
}
