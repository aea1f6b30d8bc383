import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setInterval as ticks } from 'node:timers/promises'
import type { PluginLeavings } from '../../schemas/types.ts'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import { createLog } from '../base/log.ts'
import { purge } from '../desks/plugins/purge.ts'
import { openSecrets } from '../store/secrets.ts'
import { openSettings } from '../store/settings.ts'
import { createSqliteStore } from '../store/sqlite/sqlite.ts'
import { isAgreed } from './confirm.ts'
import { noteOffline } from './note-offline.ts'
import { createClient, ifRunning } from './running.ts'

export type PurgeOptions = {
  readonly dataDir: string
  readonly url?: string
  readonly json?: boolean
  readonly yes?: boolean
  readonly dryRun?: boolean
}

const LOOK_EVERY_MS = 100
const GONE_WITHIN_MS = 30_000

/** Takes a plugin's folder away by `remove`, and then all that is kept of it: by the host where it runs, else in the data folder. */
export async function pluginPurge(id: string, options: PurgeOptions, remove: () => Promise<void>): Promise<void> {
  const { json, yes, dryRun = false } = options
  const question = `Take ${id} away with its settings, keys, storage, files and dead letters, for good?`
  const isWanted =
    dryRun || yes || (await isAgreed(question, `Nobody can be asked here; take ${id} away with --yes, or look with --dry-run`))
  if (!isWanted) return console.log('Nothing was changed')
  if (!dryRun) await remove()
  const found = (await ifRunning(options, () => purgeByHost(id, options))) ?? (await purgeOffline(id, options))
  if (json) return console.log(JSON.stringify(found))
  const sentence = `settings: ${found.settings ? 'yes' : 'no'}, keys: ${found.keys}, stored values: ${found.values}, files: ${found.files ? 'yes' : 'no'}, dead letters: ${found.deadLetters}`
  console.log(dryRun ? `Kept of ${id}: ${sentence}\nNothing was changed` : `Nothing is kept of ${id} any more. There was: ${sentence}`)
}

async function purgeByHost(id: string, options: PurgeOptions): Promise<PluginLeavings> {
  const client = createClient(options)
  const path = `/api/plugins/${encodeURIComponent(id)}`
  if (!options.dryRun) await untilGone(id, () => client.get(path))
  // The host answers what core/desks/plugins/purge.ts found.
  return (await client.delete(`${path}/data${options.dryRun ? '?dryRun=true' : ''}`)) as PluginLeavings
}

/** A host needs a moment to see that a folder is gone, and ends what runs. */
async function untilGone(id: string, look: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  for await (const _ of ticks(LOOK_EVERY_MS)) {
    const isGone = await look().then(
      () => false,
      (error) => {
        if (error instanceof HostError && error.code === 'PLUGIN_UNKNOWN') return true
        throw error
      },
    )
    if (isGone) return
    if (performance.now() - startedAt > GONE_WITHIN_MS)
      throw new HostError('USAGE', `The host still has ${id}, from another folder; remove that first, then say this again`, { plugin: id })
  }
}

async function purgeOffline(id: string, { dataDir, dryRun = false }: PurgeOptions): Promise<PluginLeavings> {
  const settings = await openSettings(join(dataDir, 'settings.json'))
  const secrets = await openSecrets(join(dataDir, 'secrets.json'))
  const hasLog = existsSync(join(dataDir, 'showrunner.db'))
  const store = hasLog ? await createSqliteStore({ dataDir, clock: systemClock, log: createLog({}) }) : undefined
  try {
    const found = await purge(id, { dataDir, settings, secrets, store }, { dryRun })
    if (!dryRun && hasLog) await noteOffline(dataDir, 'plugin.purged', { plugin: id })
    return found
  } finally {
    await store?.close()
  }
}
