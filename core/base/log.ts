import pino, { type DestinationStream, type Logger } from 'pino'

export type { Logger } from 'pino'

/** Structured log lines of JSON. Secrets are cut by path; viewer text belongs at debug. */
export function createLog({ level = 'warn', destination }: { level?: string; destination?: DestinationStream } = {}): Logger {
  const options = {
    level,
    base: null,
    redact: ['*.key', '*.token', '*.sessionId', '*.apiKey', '*.cookie', 'key', 'token', 'apiKey', 'cookie'],
  }
  return destination ? pino(options, destination) : pino(options, pino.destination(2))
}
