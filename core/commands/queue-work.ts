import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { MANIFEST } from '../plugins/manifest.ts'
import { plain } from './plain.ts'
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

/** The id of the plugin that is meant, by its id or its name. Throws PLUGIN_UNKNOWN. */
async function pluginOf(service: string, roots: readonly string[]): Promise<string> {
  const named = (await Promise.all(roots.map(namesIn))).flat()
  const found = named.find(({ names }) => names.includes(service.toLowerCase()))
  if (found) return found.id
  const meant = nearest(
    service,
    named.map(({ id }) => id),
  )
  throw new HostError('PLUGIN_UNKNOWN', `There is no plugin "${plain(service)}"${meant === undefined ? '' : `; did you mean ${meant}?`}`)
}

async function namesIn(root: string): Promise<readonly { readonly id: string; readonly names: readonly string[] }[]> {
  const ids = (await readdir(root).catch(() => [])).filter((name) => /^[a-z]/.test(name))
  return Promise.all(ids.map(async (id) => ({ id, names: [id, await nameOf(join(root, id, MANIFEST))] })))
}

/** In small letters; nothing for a folder that is no plugin. */
async function nameOf(manifest: string): Promise<string> {
  try {
    return String(Object(JSON.parse(await readFile(manifest, 'utf8'))).name).toLowerCase()
  } catch {
    return ''
  }
}
