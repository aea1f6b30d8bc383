import type { LogLine } from '../../schemas/types.ts'
import type { LogSink } from './log.ts'

export type LogLevel = LogLine['level']

/** Which lines; all of them, where nothing is said. */
export type LogFilter = {
  readonly levels?: readonly LogLevel[]
  readonly plugin?: string
  /** Only with a higher number. */
  readonly after?: number
  /** Text that is in them, whatever its case. */
  readonly q?: string
  readonly limit: number
}

/** The newest lines of the log, in memory. */
export type LogTail = {
  readonly sink: LogSink
  /** Newest first. */
  lines(filter: LogFilter): readonly LogLine[]
}

const LEVELS: Readonly<Record<number, LogLevel>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }
/** What is longer keeps its sentence alone. */
const LONGEST_LINE = 4096
const LONGEST_MESSAGE = 1000

/** Remembers so many lines from a level on; the oldest goes first. They are read apart only when somebody asks. */
export function createLogTail({ level = 'info', max = 2000 }: { level?: string; max?: number } = {}): LogTail {
  const kept: string[] = []
  let written = 0

  /** With their numbers. */
  function* newestFirst(after: number) {
    const oldest = Math.max(after, written - max) + 1
    for (let number = written; number >= oldest; number--) yield [number, kept[number % max] ?? ''] as const
  }

  return {
    sink: {
      level,
      write(line) {
        written += 1
        kept[written % max] = line.length > LONGEST_LINE ? shortened(line) : line
      },
    },
    lines({ limit, after = 0, ...wanted }) {
      const found: LogLine[] = []
      for (const [number, json] of newestFirst(after)) {
        if (found.length >= limit) break
        const line = lineOf(json, number)
        if (fits(line, json, wanted)) found.push(line)
      }
      return found
    },
  }
}

function fits(line: LogLine, json: string, { levels, plugin, q }: Omit<LogFilter, 'limit' | 'after'>): boolean {
  if (levels && !levels.includes(line.level)) return false
  if (plugin !== undefined && line.plugin !== plugin) return false
  return q === undefined || json.toLowerCase().includes(JSON.stringify(q.toLowerCase()).slice(1, -1))
}

/** A line as it goes over the API. */
function lineOf(json: string, number: number): LogLine {
  const { level, time, msg, plugin, fields, ...rest } = JSON.parse(json) as Written
  const values = { ...rest, ...valuesOf(fields) }
  return {
    number,
    at: new Date(time).toISOString(),
    level: LEVELS[level] ?? 'info',
    message: msg ?? '',
    ...(typeof plugin === 'string' && { plugin }),
    ...(Object.keys(values).length > 0 && { fields: values }),
  }
}

type Written = { level: number; time: number; msg?: string; plugin?: unknown; fields?: unknown }

/** What a plugin logs beside its sentence is JSON inside of the line. */
function valuesOf(fields: unknown): object {
  if (fields === undefined) return {}
  try {
    const values: unknown = JSON.parse(String(fields))
    return typeof values === 'object' && values !== null ? { ...values } : { fields: values }
  } catch {
    // Cut off where it was too long.
    return { fields }
  }
}

function shortened(json: string): string {
  const { level, time, msg = '', plugin } = JSON.parse(json) as { level: number; time: number; msg?: string; plugin?: string }
  return JSON.stringify({ level, time, plugin, msg: msg.slice(0, LONGEST_MESSAGE), shortened: true })
}
