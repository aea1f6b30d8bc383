import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PluginManifest } from '../../schemas/types.ts'
import { nearest } from '../base/nearest.ts'
import { readManifest } from '../plugins/manifest.ts'

type Others = {
  /** Folders of plugins whose actions it may mean. */
  readonly roots: readonly string[]
  readonly hostVersion: string
}

/** What is wrong with the actions that a manifest asks to call: errors where the plugin is at hand, warnings where it may be elsewhere. */
export async function problemsOfActions({ id, permissions }: PluginManifest, { roots, hostVersion }: Others) {
  const errors: string[] = []
  const warnings: string[] = []
  const others = await pluginsIn(roots)
  for (const action of roots.length > 0 ? (permissions?.actions ?? []) : []) {
    const [plugin = '', name = ''] = action.split('.')
    const root = others.get(plugin)
    const known = root === undefined ? undefined : await readManifest(join(root, plugin), hostVersion).catch(() => undefined)
    if (plugin === id) warnings.push(`It asks to call ${action}, which is its own and needs no permission`)
    else if (root === undefined)
      warnings.push(`It asks to call ${action}, and no plugin here is called ${plugin}${hint(plugin, [...others.keys()])}`)
    else if (known && !Object.hasOwn(known.actions ?? {}, name)) errors.push(noAction(action, known))
  }
  return { errors, warnings }
}

function noAction(action: string, { id, actions = {} }: PluginManifest): string {
  const offered = Object.keys(actions).map((name) => `${id}.${name}`)
  const rest = offered.length === 0 ? '; it offers none' : `; it offers ${offered.join(', ')}`
  return `It asks to call ${action}, and ${id} has no such action${hint(action, offered) || rest}`
}

function hint(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates)
  return meant ? `; did you mean ${meant}?` : ''
}

/** Each with the first folder that has it, as the host takes them. */
async function pluginsIn(roots: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const root of roots) {
    for (const name of await readdir(root).catch(() => [])) if (/^[a-z]/.test(name) && !found.has(name)) found.set(name, root)
  }
  return found
}
