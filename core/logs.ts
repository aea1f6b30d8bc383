import type { Clock } from './base/clock.ts'
import { createLog, type Logger, readableLine } from './base/log.ts'
import { openLogFile } from './base/log-file.ts'
import { createLogTail, type LogTail } from './base/log-tail.ts'
import type { Environment } from './environment.ts'

type Parts = {
  readonly environment: Pick<Environment, 'logFile' | 'logMaxSize' | 'logMaxFiles'>
  /** From here on lines go to the error output and to the file. */
  readonly level: string
  readonly clock: Clock
  /** What people at a terminal read instead of JSON. */
  readonly warn: (sentence: string) => void
  readonly isTerminal: boolean
}

const MAX_BYTES = 10 * 1024 ** 2
const MAX_FILES = 5

/** The log of a running host: on the error output, in a file when one is named, and its newest lines in memory. */
export function openLogs({ environment, level, clock, warn, isTerminal }: Parts): {
  readonly log: Logger
  readonly tail: LogTail
  readonly close: () => Promise<void>
} {
  const tail = createLogTail({ level: level === 'debug' || level === 'trace' ? level : 'info' })
  const { logFile, logMaxSize = MAX_BYTES, logMaxFiles = MAX_FILES } = environment
  const file =
    logFile === undefined
      ? undefined
      : openLogFile({ file: logFile, level, maxBytes: logMaxSize, maxFiles: Math.max(1, logMaxFiles), clock, onProblem: warn })
  const log = createLog({
    level,
    // People read a terminal, machines read what is piped.
    ...(isTerminal && { write: (line) => warn(readableLine(line)) }),
    sinks: [tail.sink, ...(file ? [file] : [])],
  })
  return { log, tail, close: async () => file?.close() }
}
