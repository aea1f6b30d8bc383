import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { linkLine, linksOf } from '../link.ts'
import type { PluginStatus } from '../plugins/plugin.ts'
import type { Keys } from '../serve/keys.ts'
import { createClient } from './running.ts'
import type { ReachOptions } from './status.ts'

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
