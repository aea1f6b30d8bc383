import { readdir } from 'node:fs/promises'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { queueHealth, queueOptimize, queueStatus } from './queue.ts'
import { watchQueue } from './queue-watch.ts'
import { createClient, ifRunning } from './running.ts'
import { type StartOptions, start } from './start.ts'

export type WorkOptions = StartOptions & {
  readonly service?: string
  readonly verbose?: boolean
  readonly status?: boolean
  readonly health?: boolean
  readonly optimize?: boolean
  /** Seconds between lines of statistics. */
  readonly every: number
}

/** Runs the lanes, or one of them, and shows them at work; those of a host that runs already are only shown. */
export async function queueWork(options: WorkOptions): Promise<void> {
  const reach = { dataDir: options.dataDir, ...(options.json && { json: true }) }
  if (options.status) return queueStatus(reach)
  if (options.health) return queueHealth(reach)
  if (options.optimize) return queueOptimize(reach)
  const only = options.service === undefined ? undefined : [await pluginOf(options.service, options.pluginRoots)]
  const client = createClient(reach)
  const isShownOnly = await ifRunning({}, () => client.get('/api/queue/status'))
  // Of a demo nobody asked for, there is nothing to work on.
  if (!isShownOnly) await start({ ...options, demo: false, quiet: true, ...(only && { only }) })
  else console.log('Showrunner runs already with this data folder; these are its lanes')
  const say = (line: string) => console.log(options.json ? JSON.stringify({ say: line }) : line)
  await watchQueue({
    ...{ client, clock: systemClock, say, statisticsMs: options.every * 1000, verbose: options.verbose ?? false },
    ...(only && { only }),
  })
}

/** The id of the plugin that is meant. Throws PLUGIN_UNKNOWN. */
async function pluginOf(service: string, roots: readonly string[]): Promise<string> {
  const ids = (await Promise.all(roots.map((root) => readdir(root).catch(() => [])))).flat()
  const found = ids.find((id) => id === service.toLowerCase())
  if (found !== undefined) return found
  const meant = nearest(service, ids)
  throw new HostError('PLUGIN_UNKNOWN', `There is no plugin "${service}"${meant === undefined ? '' : `; did you mean ${meant}?`}`)
}
