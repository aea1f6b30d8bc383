import type { LogLevel } from '../../protocol.ts'
import { inspect, stackOf } from './inspect.ts'

const MAX_LABELS = 256
const MAX_INDENT = 16

type Parts = {
  readonly log: (level: LogLevel, message: string) => void
  readonly elapsed: () => number
  /** A line for objects that the runtime knows better than by their members. */
  readonly describe: (value: object) => string | undefined
  readonly placesOf?: (error: Error) => readonly string[]
}

/** console, as lines of the plugin's log. */
export function createConsole({ log, elapsed, ...known }: Parts) {
  const counts = new Map<string, number>()
  const timers = new Map<string, number>()
  let indent = 0

  const show = (value: unknown) => inspect(value, known)
  const write = (level: LogLevel, values: readonly unknown[]) => {
    const line = format(values, show)
    log(level, indent === 0 ? line : line.replace(/^/gm, '  '.repeat(indent)))
  }
  const writer =
    (level: LogLevel) =>
    (...values: unknown[]) =>
      write(level, values)
  const open = (...values: unknown[]) => {
    if (values.length > 0) write('info', values)
    indent = Math.min(MAX_INDENT, indent + 1)
  }

  function keep(labels: Map<string, number>, label: string, value: number) {
    if (labels.has(label) || labels.size < MAX_LABELS) labels.set(label, value)
  }

  function tellTime(given: unknown, values: readonly unknown[]): string {
    const label = String(given)
    const start = timers.get(label)
    if (start === undefined) write('warn', [`Timer '${label}' does not exist`])
    else write('info', [`${label}: ${(elapsed() - start).toFixed(3)}ms`, ...values])
    return label
  }

  return {
    debug: writer('debug'),
    log: writer('info'),
    info: writer('info'),
    dir: (value?: unknown) => write('info', [show(value)]),
    dirxml: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    trace: (...values: unknown[]) => write('info', ['Trace:', ...values, stackOf(new Error(''), known)]),
    assert(condition?: unknown, ...values: unknown[]) {
      if (!condition) write('error', [values.length > 0 ? 'Assertion failed:' : 'Assertion failed', ...values])
    },
    clear() {
      indent = 0
    },
    count(given: unknown = 'default') {
      const label = String(given)
      const count = (counts.get(label) ?? 0) + 1
      keep(counts, label, count)
      write('info', [`${label}: ${count}`])
    },
    countReset: (label: unknown = 'default') => void counts.delete(String(label)),
    time: (label: unknown = 'default') => keep(timers, String(label), elapsed()),
    timeLog: (label: unknown = 'default', ...values: unknown[]) => void tellTime(label, values),
    timeEnd: (label: unknown = 'default') => void timers.delete(tellTime(label, [])),
    timeStamp() {},
    table: (data?: unknown) => write('info', [show(data)]),
    group: open,
    groupCollapsed: open,
    groupEnd() {
      indent = Math.max(0, indent - 1)
    },
  }
}

/** The values of one call as a line, with the marks of https://console.spec.whatwg.org/#formatter. */
function format(values: readonly unknown[], show: (value: unknown) => string): string {
  const [first, ...rest] = values
  if (typeof first !== 'string' || rest.length === 0) return values.map(show).join(' ')
  const line = first.replace(/%([sdifoOjc%])/g, (mark, kind: string) => {
    if (kind === '%') return '%'
    if (rest.length === 0) return mark
    return fill(kind, rest.shift(), show)
  })
  return [line, ...rest.map(show)].join(' ')
}

function fill(kind: string, value: unknown, show: (value: unknown) => string): string {
  if (kind === 'c') return ''
  const isPlain = typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol'
  if (kind === 'd' && isPlain) return typeof value === 'bigint' ? `${value}n` : String(Number(value))
  if (kind === 'i' && isPlain) return String(Number.parseInt(String(value), 10))
  if (kind === 'f' && isPlain) return String(Number.parseFloat(String(value)))
  return 'dif'.includes(kind) ? 'NaN' : show(value)
}
