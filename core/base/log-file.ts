import { basename, dirname, resolve } from 'node:path'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'
import type { Clock } from './clock.ts'
import type { LogSink } from './log.ts'

/** A file for the log: LOG_FILE, LOG_MAX_SIZE and LOG_MAX_FILES of the environment. */
export type LogFileOptions = {
  readonly file: string
  readonly level: string
  /** A file that has so many bytes becomes `<file>.1`. */
  readonly maxBytes: number
  /** So many old ones are kept beside it. */
  readonly maxFiles: number
  readonly clock: Clock
  /** Told when the file cannot be written; once, until a line was. */
  readonly onProblem: (sentence: string) => void
}

export type LogFile = LogSink & {
  /** Lines that were left out, because the disk was full or too slow. */
  lost(): number
  close(): Promise<void>
}

/** What waits for a slow disk, bytes; lines beyond it are left out and counted. */
const MAX_WAITING = 1024 * 1024
const RETRY_MS = 30_000

/**
 * States: open -> broken -> (30 s) open ... -> closed. A file that cannot be written never holds up or ends the host: lines are
 * left out meanwhile, and it is tried again.
 */
export function openLogFile({ file, level, maxBytes, maxFiles, clock, onProblem }: LogFileOptions): LogFile {
  const path = resolve(file)
  let stream: RotatingFileStream | undefined
  let cancelRetry: (() => void) | undefined
  let lost = 0
  let isTold = false
  const written = (error?: Error | null) => {
    if (!error) isTold = false
  }

  function open() {
    cancelRetry = undefined
    const opened = createStream(basename(path), { path: dirname(path), size: `${maxBytes}B`, rotate: maxFiles, mode: 0o600 })
    opened.on('error', broken)
    stream = opened
  }

  function broken(error: NodeJS.ErrnoException) {
    if (cancelRetry) return
    stream = undefined
    if (!isTold) onProblem(`The log file ${path} cannot be written (${error.code ?? error.message}); it is tried again every 30 s`)
    isTold = true
    cancelRetry = clock.after(RETRY_MS, open)
  }

  open()
  return {
    level,
    lost: () => lost,
    write(line) {
      if (stream && stream.writableLength < MAX_WAITING) stream.write(line, written)
      else lost++
    },
    async close() {
      cancelRetry?.()
      const last = stream
      stream = undefined
      if (last) await new Promise<void>((done) => last.once('close', done).end())
    },
  }
}
