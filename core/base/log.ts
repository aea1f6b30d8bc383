import pino, { type Logger } from 'pino'

export type { Logger } from 'pino'

/** Cut out of every line, wherever they stand. */
const SECRETS = ['key', 'token', 'apiKey', 'signApiKey', 'tiktokSessionId', 'cookie', 'authorization']

/** Structured log lines. Secrets are cut by name; viewer text belongs at debug. */
export function createLog({ level = 'warn', write }: { level?: string; write?: (line: string) => void } = {}): Logger {
  const options = { level, base: null, redact: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)] }
  return pino(options, write ? { write } : pino.destination(2))
}

const LEVELS: Readonly<Record<number, string>> = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' }

/** A log line for people: time, level, what happened, and the values it is about. */
export function readableLine(json: string): string {
  const { level, time, msg, ...values } = JSON.parse(json) as { level: number; time: number; msg?: string }
  const told = Object.entries(values).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? oneLine(value) : JSON.stringify(value)}`,
  )
  return [new Date(time).toISOString().slice(11, 19), (LEVELS[level] ?? String(level)).padEnd(5), msg ?? '', ...told].join(' ')
}

/** Control characters would let text from outside draw on the terminal. */
const oneLine = (text: string) => text.replaceAll(/\p{Cc}+/gu, ' ')
