import assert from 'node:assert/strict'
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFolder } from '../support/folder.ts'
import { type Ending, startHost } from '../support/host.ts'
import { ROOT } from '../support/root.ts'
import { PASSWORD } from './real-obs.ts'

/** A host with the plugin, which asks for the port of this OBS: set, switched on, approved and connected. `others` of ours run as well. */
export async function openHost(ending: Ending, port: string, settings: Readonly<Record<string, unknown>>, others: readonly string[] = []) {
  const started = await startHost(ending, {
    pluginRoots: [await pluginsFor(port, others)],
    variables: { OBS_WEBSOCKET_PASSWORD: PASSWORD },
  })
  const { ask } = started
  await ask('PUT', '/api/plugins/obs/settings', settings)
  const { body } = await ask('POST', '/api/plugins/obs/enable')
  await ask('POST', '/api/plugins/obs/approve', { hash: Object(body.ask).hash })
  const connected = await ask('POST', '/api/actions/obs.connect')
  assert.equal(Object(connected.body.value).state, 'ready', JSON.stringify(connected))
  return { ...started, gift: (coins: number) => ask('POST', '/api/simulate/gift', { giftCount: coins, coins }) }
}

async function pluginsFor(port: string, others: readonly string[]): Promise<string> {
  const folder = createFolder()
  for (const id of ['obs', ...others]) await cp(join(ROOT, 'plugins', id), join(folder, 'plugins', id), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'plugins/obs/plugin.manifest.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('127.0.0.1:4455"', `${port}"`))
  return join(folder, 'plugins')
}
