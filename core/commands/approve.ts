import { ORDER_DONE } from '../desks/plugins/plugin-desk.ts'
import { inWords } from '../plugins/asks.ts'
import { withGrant } from '../plugins/grants.ts'
import type { Ask } from '../plugins/plugin.ts'
import { revokedError } from '../plugins/revoked.ts'
import { isAgreed } from './confirm.ts'
import { noteOffline } from './note-offline.ts'
import { type Listed, openOffline } from './offline-plugins.ts'
import { plain } from './plain.ts'
import { type PluginOptions, pluginNamed } from './plugins.ts'
import { createClient, ifRunning } from './running.ts'

export type ApproveOptions = PluginOptions & { readonly yes?: boolean; readonly dryRun?: boolean }

/** Shows what a plugin asks for and, when whoever is asked agrees, lets it have that. */
export async function approve(id: string, options: ApproveOptions): Promise<void> {
  const plugin = await pluginNamed(id, options)
  const { ask, revoked } = plugin
  if (revoked !== undefined) throw revokedError(id, revoked)
  if (!options.json) for (const line of askLines(plugin)) console.log(line)
  if (!ask || options.dryRun) return options.json ? console.log(JSON.stringify(plugin, undefined, 2)) : undefined
  if (!options.yes && !(await isAgreed('Approve?', `Nobody can be asked here; approve ${id} with --yes`)))
    return console.log('Not approved')
  await grant(id, ask, options)
  const after = await pluginNamed(id, options)
  console.log(options.json ? JSON.stringify(after, undefined, 2) : `${id} is approved, and ${after.state}`)
}

function askLines({ id, name, version, ask, permissions, granted, approvedAt }: Listed): readonly string[] {
  if (!ask) return [`${id} asks for nothing that it does not have`]
  const title = `${plain(name)} ${version} (${id})`
  const missing = inWords(ask.permissions)
  const rest = inWords(permissions).filter((phrase) => !missing.includes(phrase))
  const listed = (phrases: readonly string[]) => phrases.map((phrase) => `  ${plain(phrase)}${warningOf(phrase)}`)
  if (missing.length === 0) return [`The files of ${title} changed since ${approvedAt?.slice(0, 10)}. It may:`, ...listed(rest)]
  const known = rest.length > 0 && inWords(granted).length > 0 ? ['It may already:', ...listed(rest)] : []
  return [`${title} asks to:`, ...listed(missing), ...known]
}

function warningOf(phrase: string): string {
  return phrase.startsWith('run the program ') ? ' (which may do whatever you may)' : ''
}

/** Lets it have what it asks for, if its folder is what the hash says. */
export async function grant(id: string, ask: Ask, options: ApproveOptions): Promise<void> {
  const done = await ifRunning(options, () => createClient(options).post(`/api/plugins/${id}/approve`, { hash: ask.hash }))
  if (done) return
  const approved = { permissions: ask.all, approvedAt: new Date().toISOString(), hash: ask.hash }
  await (await openOffline(options)).change((now) => withGrant(now, id, approved))
  await noteOffline(options.dataDir, `plugin.${ORDER_DONE.approve}`, { plugin: id })
}
