import type { Settings } from '../../schemas/types.ts'
import { ORDER_DONE } from '../desks/plugins/plugin-desk.ts'
import { withEnabled, withGrant } from '../plugins/grants.ts'
import type { PluginOrder } from '../serve/serve.ts'
import { noteOffline } from './note-offline.ts'
import { type Listed, openOffline } from './offline-plugins.ts'
import { plain } from './plain.ts'
import { type PluginOptions, pluginNamed } from './plugins.ts'
import { createClient, ifRunning } from './running.ts'

type Order = Exclude<PluginOrder, 'approve'>

/** What an order means while no host runs; the others need one. */
const OFFLINE: { readonly [O in Order]?: (settings: Settings, id: string) => Settings } = {
  revoke: (settings, id) => withGrant(settings, id, undefined),
  enable: (settings, id) => withEnabled(settings, id, true),
  disable: (settings, id) => withEnabled(settings, id, false),
}

/** Tells a plugin of the running host what to do; what is kept in the settings can also be told while no host runs. */
export async function orderPlugin(order: Order, id: string, options: PluginOptions): Promise<void> {
  const post = () => createClient(options).post(`/api/plugins/${encodeURIComponent(id)}/${order}`, {})
  const change = OFFLINE[order]
  const answer = change ? await ifRunning(options, post) : await post()
  const plugin = (answer as Listed | undefined) ?? (await changeOffline(id, { order, change }, options))
  if (options.json) return console.log(JSON.stringify(plugin, undefined, 2))
  console.log(`${id}: ${plugin.state}${plugin.detail ? `: ${plain(plugin.detail)}` : ''}`)
}

type Offline = { readonly order: Order; readonly change: ((settings: Settings, id: string) => Settings) | undefined }

async function changeOffline(id: string, { order, change }: Offline, options: PluginOptions): Promise<Listed> {
  const offline = await openOffline(options)
  await offline.show(id)
  await offline.change((now) => change?.(now, id) ?? now)
  await noteOffline(options.dataDir, `plugin.${ORDER_DONE[order]}`, { plugin: id })
  return pluginNamed(id, options)
}
