import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { isObject } from '../base/is-object.ts'
import { merged } from '../desks/plugins/settings-patch.ts'
import { openSettings } from '../store/settings.ts'
import { tell } from './answer.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient, ifRunning } from './running.ts'

/** Shows the settings, or one of them by its path: `tiktok.username`. */
export async function getSettings(path: string | undefined, options: ReachOptions): Promise<void> {
  const found = at(await read(options), path?.split('.') ?? [])
  if (found === undefined) throw new HostError('USAGE', `Nothing is set at ${plain(path ?? '')}`)
  tell(found, options, () => [plainValue(found)])
}

/** Sets one; the value is JSON, or text as it stands; null takes it away. */
export async function setSetting(path: string, text: string, options: ReachOptions & { readonly dryRun?: boolean }): Promise<void> {
  const dryRun = options.dryRun ?? false
  const patch = nested(path.split('.'), parsed(text))
  const changed = (await ifRunning(options, () => createClient(options).patch(`/api/settings${dryRun ? '?dryRun=true' : ''}`, patch))) as
    | { settings: Settings }
    | undefined
  if (!changed) await setOffline(patch, { dataDir: options.dataDir, dryRun })
  const settings = changed?.settings ?? (await read(options))
  tell(settings, options, () => [`${plain(path)} ${dryRun ? 'would be' : 'is'} ${text === 'null' ? 'taken away' : plain(text)}`])
}

async function read(options: ReachOptions): Promise<Settings> {
  // The host answers as its schemas say.
  const answer = (await ifRunning(options, () => createClient(options).get('/api/settings'))) as { settings: Settings } | undefined
  return answer?.settings ?? (await openOffline(options.dataDir)).current()
}

async function openOffline(dataDir: string) {
  if (!existsSync(dataDir)) throw new HostError('USAGE', `There is no folder ${dataDir}`, { dataDir })
  return openSettings(join(dataDir, 'settings.json'))
}

async function setOffline(patch: object, { dataDir, dryRun }: { dataDir: string; dryRun: boolean }): Promise<void> {
  if ('plugins' in patch)
    throw new HostError('USAGE', 'Settings of plugins are changed with `showrunner plugins settings`, or while the host runs')
  const file = await openOffline(dataDir)
  // What does not fit its schema is refused by the file.
  if (!dryRun) await file.update((now) => merged(now, patch) as Settings)
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => (isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined), value)
}

function nested(path: readonly string[], value: unknown): Record<string, unknown> {
  const [name = '', ...rest] = path
  if (name === '' || name === '__proto__')
    throw new HostError('USAGE', 'Name the setting with points between the words, such as tiktok.username')
  return { [name]: rest.length === 0 ? value : nested(rest, value) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Names and addresses need no quotes around them.
    return text
  }
}

function plainValue(value: unknown): string {
  return typeof value === 'string' ? plain(value) : JSON.stringify(value, undefined, 2)
}
