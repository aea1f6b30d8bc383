import { HostError } from '../base/errors.ts'
import { isNothing } from '../plugins/permissions.ts'
import { grant } from './approve.ts'
import { type Listed, openOffline } from './offline-plugins.ts'
import type { PluginOptions } from './plugins.ts'
import { createClient, ifRunning } from './running.ts'

/**
 * After an operator installed another version of a plugin: what was granted goes on for that one, when it asks for no more, and less when it asks for less.
 * Answers the plugin as it is then, whose `ask` says what still has to be approved; undefined when the host has not seen its folder yet.
 */
export async function keepGrant(id: string, options: PluginOptions): Promise<Listed | undefined> {
  const look = () => createClient(options).post(`/api/plugins/${id}/reload`, {}) as Promise<Listed>
  try {
    const plugin = (await ifRunning(options, look)) ?? (await (await openOffline(options)).show(id))
    if (!plugin.ask || !isNothing(plugin.ask.permissions)) return plugin
    await grant(id, plugin.ask, options)
    return (await ifRunning(options, look)) ?? (await (await openOffline(options)).show(id))
  } catch (error) {
    if (error instanceof HostError && error.code === 'PLUGIN_UNKNOWN') return undefined
    throw error
  }
}
