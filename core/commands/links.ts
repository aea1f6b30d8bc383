import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoginLink } from '../../schemas/types.ts'
import { type Link, linkLine, linksOf } from '../link.ts'
import type { PluginStatus } from '../plugins/plugin.ts'
import type { Keys } from '../serve/keys.ts'
import { tell } from './answer.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'

/** Prints the links of the running host, with a fresh one to the dashboard: it is good for ten minutes, and once. */
export async function links(options: ReachOptions): Promise<void> {
  tell(await linksFor(options), options, (all) => all.map(linkLine))
}

/** The same, for other commands. */
export async function linksFor(options: ReachOptions): Promise<readonly Link[]> {
  const client = createClient(options)
  // The host answers with the report that core/desks/watch/report.ts makes.
  const { plugins } = (await client.get('/status')) as { plugins: readonly PluginStatus[] }
  const keys = JSON.parse(await readFile(join(options.dataDir, 'keys.json'), 'utf8')) as Keys
  // The host answers with what schemas/api/access.v1.schema.json says.
  const { url: dashboard } = (await client.post('/api/login/links', {})) as LoginLink
  return linksOf({ url: await client.address(), dashboard, keys, plugins })
}
