import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PluginStatus } from '../plugins/plugin.ts'
import type { Keys } from '../serve/keys.ts'
import { createClient } from './running.ts'
import type { ReachOptions } from './status.ts'

export type Link = { readonly name: string; readonly address: string; readonly key?: string }

/** Every address of a host that somebody opens or connects to, each with the key it needs. */
export function linksOf({ url, keys, plugins }: { url: string; keys: Keys; plugins: readonly PluginStatus[] }): readonly Link[] {
  const pages = plugins.flatMap(({ id, overlays, state }) =>
    state === 'disabled'
      ? []
      : overlays.map(({ page, title }) => ({ name: `OBS ${title}`, address: `${url}/overlay/${id}/${page}#key=${keys.overlay}` })),
  )
  return [
    { name: 'Dashboard', address: `${url}/#key=${keys.admin}` },
    ...pages,
    { name: 'Games', address: `${url.replace('http', 'ws')}/ws`, key: keys.game },
  ]
}

/** Prints the links of the running host. */
export async function links(options: ReachOptions): Promise<void> {
  const client = createClient(options)
  // The host answers with the report that core/host.ts makes.
  const { plugins } = (await client.get('/status')) as { plugins: readonly PluginStatus[] }
  const keys = JSON.parse(await readFile(join(options.dataDir, 'keys.json'), 'utf8')) as Keys
  const found = linksOf({ url: await client.address(), keys, plugins })
  if (options.json) return console.log(JSON.stringify(found, undefined, 2))
  for (const link of found) console.log(linkLine(link))
}

/** A link as the console shows it. */
export function linkLine({ name, address, key }: Link): string {
  return `    ${name.padEnd(16)}  ${address}${key ? `  key ${key}` : ''}`
}
