import { format } from 'node:util'
import type { PluginLog } from '#sdk'
import { type LogLevel, MAX_LOG_BYTES, MAX_LOGS_A_SECOND } from '../protocol.ts'
import { toJson } from './json.ts'
import type { Console } from './module.ts'
import type { Outbox } from './outbox.ts'

/** A plugin's log: so many lines a second and so long; what is left out is counted, and said a second later. */
export function createPluginLog(outbox: Outbox): { readonly log: PluginLog; readonly console: Console } {
  let second = 0
  let lines = 0
  let leftOut = 0

  function write(level: LogLevel, message: unknown, fields?: unknown) {
    const now = Math.floor(performance.now() / 1000)
    if (now !== second) {
      second = now
      lines = 0
    }
    if (lines >= MAX_LOGS_A_SECOND || !outbox.hasRoom()) {
      if (leftOut === 0) setTimeout(tellLeftOut, 1000).unref()
      leftOut += 1
      return
    }
    lines += 1
    const text = cut(typeof message === 'string' ? message : format(message))
    const json = fields === undefined ? undefined : fieldsOf(fields)
    outbox.post({ kind: 'log', level, message: text, ...(json !== undefined && { fields: json }) }, text.length + (json?.length ?? 0))
  }

  function tellLeftOut() {
    const count = leftOut
    leftOut = 0
    write('warn', `${count} log lines were left out: more than ${MAX_LOGS_A_SECOND} a second`)
  }

  const at = (level: LogLevel) => (message: string, fields?: Record<string, unknown>) => write(level, message, fields)
  const printAt =
    (level: LogLevel) =>
    (...args: readonly unknown[]) =>
      write(level, format(...args))
  return {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    console: { debug: printAt('debug'), log: printAt('info'), info: printAt('info'), warn: printAt('warn'), error: printAt('error') },
  }
}

/** A log line must never be what fails a handler. */
function fieldsOf(fields: unknown): string {
  try {
    return toJson(fields, 'What the line says besides', MAX_LOG_BYTES)
  } catch (error) {
    return JSON.stringify({ leftOut: error instanceof Error ? error.message : 'not JSON' })
  }
}

function cut(text: string): string {
  return text.length > MAX_LOG_BYTES / 4 ? Buffer.from(text).subarray(0, MAX_LOG_BYTES).toString('utf8') : text
}
