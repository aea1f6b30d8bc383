import { setTimeout as pause } from 'node:timers/promises'
import type { LogLine, LogPage } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { queryOf } from './answer.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'

export type LogsOptions = ReachOptions & {
  readonly level?: string
  readonly plugin?: string
  readonly q?: string
  readonly limit: number
  readonly follow?: boolean
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const LOOK_MS = 1000
const MOST = 2000

/** Prints the newest lines of the host's log, oldest first; with `follow` also what comes, until Ctrl+C. */
export async function logs(options: LogsOptions): Promise<void> {
  const client = createClient(options)
  const { plugin, q } = options
  const level = options.level
    ?.toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  const unknown = level?.find((word) => !LEVELS.includes(word))
  if (unknown !== undefined) throw new HostError('USAGE', `There is no level "${plain(unknown)}"; there are ${LEVELS.join(', ')}`)
  const look = async (more: { limit: number; after?: number }) => {
    // The host answers as its schemas say.
    const { lines } = (await client.get(`/api/log${queryOf({ level: level?.join(','), plugin, q, ...more })}`)) as LogPage
    return lines.toReversed()
  }
  let after = 0
  const show = (lines: readonly LogLine[]) => {
    for (const line of lines) console.log(options.json ? JSON.stringify(line) : lineOf(line))
    after = lines.at(-1)?.number ?? after
  }
  show(await look({ limit: options.limit }))
  while (options.follow) {
    await pause(LOOK_MS)
    show(await look({ limit: MOST, after }))
  }
}

function lineOf({ at, level, message, plugin, fields = {} }: LogLine): string {
  const values = Object.entries(fields).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const words = [...(plugin === undefined ? [] : [`[${plugin}]`]), message, ...values]
  return `${at.slice(0, 19).replace('T', ' ')} ${level.toUpperCase().padEnd(5)} ${plain(words.join(' '))}`
}
