import { type LogLevel, MAX_LOG_BYTES, MAX_LOGS_A_SECOND } from '../protocol.ts'
import type { Outbox } from './outbox.ts'
import type { Time } from './time.ts'

export type PluginLog = (level: LogLevel, message: string, fields?: string) => void

/** A plugin's log: so many lines a second and so long; what is left out is counted, and said a second later. It is a warning where one was left out. */
export function createPluginLog(outbox: Outbox, time: Pick<Time, 'elapsed'>): PluginLog {
  let second = 0
  let lines = 0
  let leftOut = 0
  let isSerious = false

  function write(level: LogLevel, message: string, fields?: string) {
    const now = Math.floor(time.elapsed() / 1000)
    if (now !== second) {
      second = now
      lines = 0
    }
    if (lines >= MAX_LOGS_A_SECOND || !outbox.hasRoom()) {
      if (leftOut === 0) setTimeout(tellLeftOut, 1000).unref()
      leftOut += 1
      isSerious ||= level === 'warn' || level === 'error'
      return
    }
    lines += 1
    const text = cut(message)
    outbox.post({ kind: 'log', level, message: text, ...(fields !== undefined && { fields }) }, text.length + (fields?.length ?? 0))
  }

  function tellLeftOut() {
    const [count, level] = [leftOut, isSerious ? 'warn' : 'info'] as const
    leftOut = 0
    isSerious = false
    write(level, `${count} log lines were left out: more than ${MAX_LOGS_A_SECOND} a second`)
  }

  return write
}

function cut(text: string): string {
  return text.length > MAX_LOG_BYTES / 4 ? Buffer.from(text).subarray(0, MAX_LOG_BYTES).toString('utf8') : text
}
