import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Permissions, UnifiedEvent } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import type { Bundle } from '../plugins/bundle.ts'
import { createConfig } from '../plugins/config.ts'
import { findBundle } from '../plugins/kept-bundles.ts'
import { labelOf } from '../plugins/label.ts'
import { readBase, readManifest } from '../plugins/manifest.ts'
import { findPackages, placeOf } from '../plugins/optional/place.ts'
import type { PluginConfig } from '../plugins/plugin.ts'
import { readSettingsForm } from '../plugins/settings-form.ts'
import { withSettings } from '../plugins/settings-grants.ts'
import { createSourceLines, type SourceLines } from '../plugins/source-lines.ts'
import type { Grants } from '../sandbox/sandbox.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What answers in place of other plugins' actions, by their whole names. */
export type StandIns = Readonly<Record<string, (input: unknown) => unknown>>

export type RehearseOptions = {
  /** Over the manifest's; secrets too. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** Beside what the manifest asks for. */
  readonly grants?: Permissions
  /** Powers that it asks for and does not get. */
  readonly deny?: readonly (keyof Permissions)[]
  /**
   * Virtual unless said: whatever the plugin waits for is skipped, and no time passes between what is handed in but that which is advanced.
   */
  readonly clock?: 'real' | 'virtual'
  /** What the log has, for a plugin that looks events up; nothing unless said. */
  readonly past?: readonly UnifiedEvent[]
  /** What answers in place of other plugins' actions: `{ 'state.show': (input) => answer }`. Without one such a call is refused. */
  readonly actions?: StandIns
  /** Where packages that it can do without were added; none are there unless said. */
  readonly packagesDir?: string
}

/** A plugin, ready to be loaded. */
export type Prepared = {
  readonly config: PluginConfig
  readonly bundle: Bundle
  readonly lines: SourceLines
  readonly grants: Grants
  readonly filename: string
  /** Of this Showrunner. */
  readonly version: string
  readonly clock: 'real' | 'virtual'
  readonly past: readonly UnifiedEvent[]
  readonly actions: StandIns
  readonly packagesDir?: string
}

/** Reads and builds a plugin's folder as the host does. Rejects with MANIFEST_INVALID, SETTINGS_INVALID or PLUGIN_UNBUILDABLE. */
export async function prepare(
  folder: string,
  { settings = {}, grants = {}, deny = [], clock = 'virtual', past = [], actions = {}, packagesDir }: RehearseOptions,
): Promise<Prepared> {
  const version = await hostVersion()
  const manifest = await readManifest(folder, version)
  const form = await readSettingsForm(folder)
  const isSecret = (name: string) => form?.secrets.includes(name) ?? false
  const config = createConfig({
    folder,
    manifest,
    base: await readBase(`${ROOT}plugin.manifest.json`),
    chosen: { settings: only(settings, (name) => !isSecret(name)) },
    secrets: only(settings, isSecret),
    form,
    ...(packagesDir !== undefined && { packages: await findPackages(placeOf(packagesDir, manifest.id), manifest.packages) }),
  })
  if (config.settingsProblem) throw config.settingsProblem
  if (config.unknownSettings)
    throw new HostError('SETTINGS_INVALID', `There is no setting ${config.unknownSettings.join(', ')}`, { folder })
  const built = await findBundle(config)
  const filename = labelOf(folder, config.main)
  const lines = createSourceLines({ folder, filename, map: built.map })
  return {
    config,
    bundle: built,
    lines,
    filename,
    version,
    clock,
    past,
    actions,
    ...(packagesDir !== undefined && { packagesDir }),
    grants: withSettings(
      only({ ...manifest.permissions, ...grants }, (power) => !deny.includes(power as keyof Permissions)),
      config,
    ),
  }
}

/** The version of this Showrunner. */
export async function hostVersion(): Promise<string> {
  // The repository's own file.
  return (JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as { version: string }).version
}

function only<T extends object>(values: T, keep: (name: string) => boolean): T {
  // Fewer of the same optional fields.
  return Object.fromEntries(Object.entries(values).filter(([name]) => keep(name))) as T
}
