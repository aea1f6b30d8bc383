import pino, { type Logger } from 'pino'

export type { Logger } from 'pino'

/** Where lines go besides the error output: JSON, with a newline at the end, from this level on. */
export type LogSink = { readonly level: string; readonly write: (line: string) => void }

/** Cut out of every line, wherever they stand. */
const SECRETS = ['key', 'token', 'apiKey', 'signApiKey', 'tiktokSessionId', 'cookie', 'authorization']

/** What JSON leaves as it is, and a terminal may take for an order or a direction. */
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Structured log lines. Secrets are cut by name; viewer text belongs at debug. `write` is in place of the error output. */
export function createLog({
  level = 'warn',
  write,
  sinks = [],
}: {
  level?: string
  write?: (line: string) => void
  sinks?: readonly LogSink[]
} = {}): Logger {
  const output = write ?? toErrorOutput()
  const all = [{ level, write: output }, ...sinks].filter((sink) => sink.level !== 'silent')
  const lowest = all.map((sink) => sink.level).sort((a, b) => numberOf(a) - numberOf(b))[0] ?? 'silent'
  const streams = all.map((sink) => ({ level: sink.level as pino.Level, stream: { write: (line: string) => sink.write(escaped(line)) } }))
  return pino(
    { level: lowest, base: null, redact: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)] },
    pino.multistream(streams, { dedupe: false }),
  )
}

function toErrorOutput(): (line: string) => void {
  const destination = pino.destination(2)
  return (line) => void destination.write(line)
}

const numberOf = (level: string) => pino.levels.values[level] ?? Number.POSITIVE_INFINITY

/** Still JSON, and the same text once it is read; but nothing that a terminal obeys. */
function escaped(line: string): string {
  return line.replaceAll(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const LEVELS: Readonly<Record<number, string>> = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' }

/** A log line for people: time, level, what happened, and the values it is about. */
export function readableLine(json: string): string {
  const { level, time, msg, ...values } = JSON.parse(json) as { level: number; time: number; msg?: string }
  const told = Object.entries(values).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const parts = [new Date(time).toISOString().slice(11, 19), (LEVELS[level] ?? String(level)).padEnd(5), msg ?? '', ...told]
  return oneLine(parts.join(' '))
}

/** Control characters would let text from outside draw on the terminal, and others turn what is around them. */
const oneLine = (text: string) => text.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(UNSEEN, '')
