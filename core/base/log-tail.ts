import type { LogLine } from '../../schemas/types.ts'
import type { LogSink } from './log.ts'

export type LogLevel = LogLine['level']

/** Which lines; all of them, where nothing is said. */
export type LogFilter = {
  readonly levels?: readonly LogLevel[]
  readonly plugin?: string
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
  let next = 0

  function* newestFirst() {
    for (let age = 1; age <= kept.length; age++) yield kept[(next - age + kept.length) % kept.length] ?? ''
  }

  return {
    sink: {
      level,
      write(line) {
        kept[next] = line.length > LONGEST_LINE ? shortened(line) : line
        next = (next + 1) % max
      },
    },
    lines({ limit, ...wanted }) {
      const found: LogLine[] = []
      for (const json of newestFirst()) {
        if (found.length >= limit) break
        const line = lineOf(json)
        if (fits(line, json, wanted)) found.push(line)
      }
      return found
    },
  }
}

function fits(line: LogLine, json: string, { levels, plugin, q }: Omit<LogFilter, 'limit'>): boolean {
  if (levels && !levels.includes(line.level)) return false
  if (plugin !== undefined && line.plugin !== plugin) return false
  return q === undefined || json.toLowerCase().includes(JSON.stringify(q.toLowerCase()).slice(1, -1))
}

/** A line as it goes over the API. Throws a SyntaxError for what is no line of the log. */
export function lineOf(json: string): LogLine {
  const { level, time, msg, plugin, ...rest } = JSON.parse(json) as { level: number; time: number; msg?: string; plugin?: unknown }
  return {
    at: new Date(time).toISOString(),
    level: LEVELS[level] ?? 'info',
    message: msg ?? '',
    ...(typeof plugin === 'string' && { plugin }),
    ...(Object.keys(rest).length > 0 && { fields: rest }),
  }
}

function shortened(json: string): string {
  const { level, time, msg = '', plugin } = JSON.parse(json) as { level: number; time: number; msg?: string; plugin?: string }
  return JSON.stringify({ level, time, plugin, msg: msg.slice(0, LONGEST_MESSAGE), shortened: true })
}
