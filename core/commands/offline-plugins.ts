import { join } from 'node:path'
import type { Settings } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { createApproval } from '../plugins/approval.ts'
import { pluginFolders, type Reading, readPlugin } from '../plugins/discover.ts'
import { readBase } from '../plugins/manifest.ts'
import type { Found, PluginConfig } from '../plugins/plugin.ts'
import { detailsOf } from '../plugins/plugin-view.ts'
import type { PluginReport } from '../serve/serve.ts'
import { openRevoked } from '../store/revoked.ts'
import { openSecrets } from '../store/secrets.ts'
import { openSettings } from '../store/settings.ts'

/** Where plugins and their settings lie, for commands that work without a host. */
export type Folders = {
  readonly dataDir: string
  /** The first is the one that comes with Showrunner. */
  readonly roots: readonly string[]
  /** The base manifest. */
  readonly base: string
  readonly hostVersion: string
}

/** A plugin as a command shows it; `not running` when it may run and no host does. */
export type Listed = Omit<PluginReport, 'state'> & { readonly state: string }

/** The plugins as their folders and the settings say, while no host runs. */
export async function openOffline({ dataDir, roots, base, hostVersion }: Folders) {
  const settings = await openSettings(join(dataDir, 'settings.json'))
  const secrets = await openSecrets(join(dataDir, 'secrets.json'))
  const revoked = await openRevoked(join(dataDir, 'revoked.json'))
  const chosen = (id: string) => settings.current().plugins?.[id]
  const reading: Reading = {
    roots,
    base: await readBase(base),
    hostVersion,
    packagesDir: join(dataDir, 'packages'),
    chosen,
    secrets: secrets.of,
    revoked: revoked.current,
  }

  async function list(): Promise<readonly Listed[]> {
    const found = await Promise.all((await pluginFolders(roots)).map((folder) => readPlugin(folder, reading)))
    const listed = await Promise.all(found.map((entry) => (entry ? listedAs(entry, { reading, shippedRoot: roots[0] }) : [])))
    return listed.flat()
  }

  return {
    list,
    /** Rejects with PLUGIN_UNKNOWN. */
    async show(id: string): Promise<Listed> {
      const listed = (await list()).find((plugin) => plugin.id === id)
      if (listed) return listed
      throw new HostError('PLUGIN_UNKNOWN', `There is no plugin "${id}"`, { plugin: id })
    },
    change: (change: (now: Settings) => Settings) => settings.update(change),
  }
}

type Looking = { readonly reading: Reading; readonly shippedRoot: string | undefined }

async function listedAs(found: Found, looking: Looking): Promise<readonly Listed[]> {
  if ('config' in found) return [await described(found.config, looking)]
  const nothing = { name: '', version: '', description: '', permissions: {}, granted: {}, actions: [], overlays: [], usage: [] }
  return [{ ...nothing, id: found.id, state: 'failed', detail: found.problem.message }]
}

async function described(config: PluginConfig, looking: Looking): Promise<Listed> {
  const { id, folder, manifest, enabled } = config
  const approval = createApproval(id, looking)
  const revoked = await approval.revocation(config)
  const refusal = revoked === undefined ? await approval.refusal(config) : undefined
  const problem = refusal?.sentence ?? config.settingsProblem?.message
  return {
    ...{ id, name: manifest.name, version: manifest.version, overlays: [], usage: [] },
    state: enabled && revoked === undefined ? (refusal?.state ?? (problem ? 'failed' : 'not running')) : 'disabled',
    ...(revoked !== undefined ? { detail: `It was revoked: ${revoked}` } : enabled && problem !== undefined && { detail: problem }),
    ...(refusal && { ask: { permissions: refusal.missing, all: manifest.permissions ?? {}, hash: refusal.hash } }),
    ...detailsOf(config, { granted: approval.granted(folder), grant: looking.reading.chosen(id)?.grant, revoked }),
  }
}
