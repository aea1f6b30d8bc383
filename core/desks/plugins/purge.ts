import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PluginLeavings, Settings } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { problemOfId } from '../../plugins/manifest.ts'
import type { SecretsFile } from '../../store/secrets.ts'
import type { SettingsFile } from '../../store/settings.ts'
import type { Store } from '../../store/store.ts'

type Kept = {
  readonly dataDir: string
  readonly settings: SettingsFile
  readonly secrets: SecretsFile
  /** None where there is no log yet. */
  readonly store: Pick<Store, 'kv' | 'deadLetterCount' | 'dropDeadLetters' | 'dropLaneHours' | 'write'> | undefined
}

/** Folders of the data folder that have one for each plugin. */
const FOLDERS = ['plugins', 'packages']

/**
 * Takes away what is kept of a plugin beside its folder, keys first, and answers what there was. Broken off, it may be begun again. Rejects with USAGE for what is
 * no id, and with DATA_UNREADABLE, SETTINGS_INVALID, STORE_FULL or STORE_WRITE_FAILED.
 */
export async function purge(plugin: string, kept: Kept, { dryRun }: { readonly dryRun: boolean }): Promise<PluginLeavings> {
  const problem = problemOfId(plugin)
  if (problem) throw new HostError('USAGE', problem, { plugin })
  const { settings, secrets, store } = kept
  const keys = Object.keys(secrets.of(plugin))
  const values = store?.kv.list(plugin, '') ?? []
  const folders = FOLDERS.map((name) => join(kept.dataDir, name, plugin)).filter((folder) => existsSync(folder))
  const found = {
    plugin,
    settings: settings.current().plugins?.[plugin] !== undefined,
    keys: keys.length,
    values: values.length,
    deadLetters: store?.deadLetterCount({ plugin }) ?? 0,
    files: folders.length > 0,
  }
  if (dryRun) return found
  if (found.keys > 0) await secrets.change(plugin, Object.fromEntries(keys.map((key) => [key, null])))
  if (found.settings) await settings.update((now) => withoutPlugin(now, plugin))
  for (const folder of folders) await rm(folder, { recursive: true, force: true }).catch((cause) => unremoved(folder, cause))
  store?.dropDeadLetters({ plugin })
  store?.dropLaneHours({ plugin })
  for (const key of values) store?.kv.delete(plugin, key)
  // With it the values are gone from the disk as well.
  await store?.write({ forgotten: [plugin] })
  return found
}

function withoutPlugin(settings: Settings, plugin: string): Settings {
  const { [plugin]: _, ...plugins } = settings.plugins ?? {}
  return { ...settings, plugins }
}

function unremoved(folder: string, cause: Error): never {
  throw new HostError('DATA_UNREADABLE', `${folder} cannot be removed: ${cause.message}`, { folder }, cause)
}
