import { inWords } from '../plugins/asks.ts'
import { localTime } from './local-time.ts'
import { type Folders, type Listed, openOffline } from './offline-plugins.ts'
import { plain, plainLines } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient, ifRunning } from './running.ts'
import { table } from './table.ts'

export type PluginOptions = ReachOptions & Folders

/** Lists the plugins with what they ask for, have and used: of the running host, or of the folders when none runs. */
export async function plugins(options: PluginOptions): Promise<void> {
  const answer = await ifRunning(options, () => createClient(options).get('/api/plugins'))
  // The host answers with the list that core/desks/plugins/plugin-desk.ts makes.
  const listed = (answer as { plugins: readonly Listed[] } | undefined)?.plugins ?? (await (await openOffline(options)).list())
  if (options.json) return console.log(JSON.stringify(listed, undefined, 2))
  const rows = listed.map((plugin) => [plugin.id, plugin.version, plugin.state, plain(plugin.detail ?? plugin.name)])
  const [head = '', ...lines] = table(['plugin', 'version', 'state', ''], rows).split('\n')
  console.log(head)
  for (const [index, plugin] of listed.entries()) console.log([lines[index] ?? '', ...powersOf(plugin)].join('\n'))
}

/** Shows one plugin. */
export async function showPlugin(id: string, options: PluginOptions): Promise<void> {
  const plugin = await pluginNamed(id, options)
  if (options.json) return console.log(JSON.stringify(plugin, undefined, 2))
  console.log(`${plain(plugin.name || id)} ${plugin.version} (${id}): ${plugin.state}`)
  if (plugin.description) console.log(plain(plugin.description))
  if (plugin.detail) console.log(plain(plugin.detail))
  for (const line of powersOf(plugin)) console.log(line)
  if (plugin.lastFailure) console.log(`  failed   ${localTime(plugin.lastFailure.at)}: ${plainLines(plugin.lastFailure.error)}`)
  if (plugin.actions.length > 0) console.log(`  actions  ${plugin.actions.map((name) => `${id}.${name}`).join(', ')}`)
}

/** One plugin, of the running host or of its folder. Rejects with PLUGIN_UNKNOWN. */
export async function pluginNamed(id: string, options: PluginOptions): Promise<Listed> {
  const answer = await ifRunning(options, () => createClient(options).get(`/api/plugins/${encodeURIComponent(id)}`))
  return (answer as Listed | undefined) ?? (await openOffline(options)).show(id)
}

/** What it still asks for, what it may do, and what it did of that. */
function powersOf({ ask, granted, approvedAt, usage }: Listed): readonly string[] {
  const when = approvedAt === undefined ? '' : ` (approved ${localTime(approvedAt)})`
  return [
    ...inWords(ask?.permissions).map((phrase) => `  asks to  ${plain(phrase)}`),
    ...inWords(granted).map((phrase) => `  may      ${plain(phrase)}${when}`),
    ...usage.map((use) => {
      const denied = use.denied > 0 ? `, ${use.denied} times denied` : ''
      return `  used     ${use.power} ${plain(use.what)}: ${use.count} times${denied}, last ${localTime(use.lastAt)}`
    }),
  ]
}
