import { join } from 'node:path'
import type { BaseManifest, PluginManifest, PresetApplied, Revoked } from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { type InstallParts, install, remove } from '../../packages/install.ts'
import { readFolder } from '../../packages/read-folder.ts'
import { createRecords } from '../../packages/records.ts'
import { isThere } from '../../packages/swap.ts'
import { hashFolder } from '../../plugins/folder-hash.ts'
import { readManifest } from '../../plugins/manifest.ts'

/** Services of other systems as plugins: their lanes are as they were there, and their handlers are for their owner to write. */
export const PRESETS = { 'dino-chrome': 'dinochrome', overlays: 'stream-overlays' } as const satisfies Record<string, string>

type PresetName = keyof typeof PRESETS

type Parts = {
  /** The folder that Showrunner itself lies in. */
  readonly root: string
  readonly version: string
  readonly dataDir: string
  /** The folder of plugins that they go into. */
  readonly into: string
  readonly base: BaseManifest
  readonly revoked: () => Revoked
}

export type PresetOptions = { readonly dryRun?: boolean; readonly undo?: boolean }

/** Installs presets as plugins, and takes them away again. Throws USAGE for a name that there is not. */
export function createPresets({ root, version, dataDir, into, base, revoked }: Parts) {
  const partsOf = (): InstallParts => ({
    ...{ hostVersion: version, base, into },
    records: createRecords(dataDir),
    now: () => new Date(),
    revoked: revoked(),
  })

  /** Everything but what came of it. */
  async function told(name: PresetName): Promise<Omit<PresetApplied, 'outcome' | 'dryRun'>> {
    const { queue, subscriptions } = await readManifest(sourceOf(name), version)
    return {
      ...{ preset: name, plugin: PRESETS[name], folder: join(into, PRESETS[name]) },
      ...{ mode: modeOf(subscriptions), queueMax: queue?.max ?? base.queue.max, events: subscriptions.length },
    }
  }

  const sourceOf = (name: PresetName) => join(root, 'scripts/presets', PRESETS[name])

  async function write(name: PresetName, folder: string, dryRun: boolean): Promise<PresetApplied['outcome']> {
    if (await isThere(folder)) return 'there already'
    const source = `the preset ${name}`
    if (!dryRun) await install(await readFolder(sourceOf(name)), partsOf(), { source, allowDowngrade: false, decide: async () => true })
    return 'written'
  }

  async function takeBack(name: PresetName, folder: string, dryRun: boolean): Promise<PresetApplied['outcome']> {
    if (!(await isThere(folder))) return 'not there'
    if ((await hashFolder(folder)) !== (await hashFolder(sourceOf(name)))) return 'there already'
    if (!dryRun) await remove(PRESETS[name], partsOf())
    return 'removed'
  }

  return {
    async apply(name: string, { dryRun = false, undo = false }: PresetOptions = {}): Promise<PresetApplied> {
      if (!isPreset(name)) throw new HostError('PRESET_UNKNOWN', `There is no preset "${name}"`, { preset: name })
      const facts = await told(name)
      return { ...facts, outcome: await (undo ? takeBack : write)(name, facts.folder, dryRun), dryRun }
    },
  }
}

const isPreset = (name: string): name is PresetName => Object.hasOwn(PRESETS, name)

function modeOf(subscriptions: PluginManifest['subscriptions']): 'sync' | 'async' {
  return subscriptions.every(({ mode }) => mode === 'async') ? 'async' : 'sync'
}
