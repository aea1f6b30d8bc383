import { HostError } from '../base/errors.ts'
import { pluginFolders, readPlugin } from '../plugins/discover.ts'
import { readBase } from '../plugins/manifest.ts'
import type { PluginStatus } from '../plugins/plugin.ts'
import { createClient } from './running.ts'
import { type ReachOptions, table } from './status.ts'

type Listed = Pick<PluginStatus, 'id' | 'name' | 'version' | 'detail'> & { readonly state: string }

/** Lists the plugins: of the running host, or of the folders when none runs. */
export async function plugins(
  options: ReachOptions & { readonly roots: readonly string[]; readonly base: string; readonly hostVersion: string },
): Promise<void> {
  const listed = (await ofHost(options)) ?? (await ofFolders(options))
  if (options.json) return console.log(JSON.stringify(listed, undefined, 2))
  console.log(
    table(
      ['plugin', 'version', 'state', ''],
      listed.map((plugin) => [plugin.id, plugin.version, plugin.state, plugin.detail ?? plugin.name]),
    ),
  )
}

async function ofHost(options: ReachOptions): Promise<readonly Listed[] | undefined> {
  const report = await createClient(options)
    .get('/status')
    .catch((error) => {
      if (error instanceof HostError && error.code === 'HOST_UNREACHABLE' && !options.url) return undefined
      throw error
    })
  // The host answers with the report that core/host.ts makes.
  return (report as { plugins: readonly Listed[] } | undefined)?.plugins
}

async function ofFolders({
  roots,
  base,
  hostVersion,
}: {
  roots: readonly string[]
  base: string
  hostVersion: string
}): Promise<readonly Listed[]> {
  const reading = { roots, base: await readBase(base), hostVersion, chosen: () => undefined }
  const found = await Promise.all((await pluginFolders(roots)).map((folder) => readPlugin(folder, reading)))
  return found.flatMap((entry) => {
    if (!entry) return []
    if ('problem' in entry) return [{ id: entry.id, name: '', version: '', state: 'failed', detail: entry.problem.message }]
    const { id, manifest, enabled } = entry.config
    return [{ id, name: manifest.name, version: manifest.version, state: enabled ? 'not running' : 'disabled' }]
  })
}
