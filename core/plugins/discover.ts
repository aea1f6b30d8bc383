import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { BaseManifest, PluginManifest, Revoked } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { createConfig, type PluginSettings } from './config.ts'
import { labelOf } from './label.ts'
import { MANIFEST, problemOfId, readManifest } from './manifest.ts'
import { findPackages, placeOf } from './optional/place.ts'
import type { Found } from './plugin.ts'
import { readSettingsForm } from './settings-form.ts'

/** What a folder is read with. */
export type Reading = {
  /** Folders of plugins; of two plugins with one id, the one in the earlier root counts. */
  readonly roots: readonly string[]
  readonly base: BaseManifest
  readonly hostVersion: string
  /** Where packages that plugins can do without are added. */
  readonly packagesDir: string
  /** What the operator chose for a plugin, as it is now. */
  readonly chosen: (id: string) => PluginSettings | undefined
  /** Its secret settings. */
  readonly secrets?: (id: string) => Readonly<Record<string, unknown>>
  /** Plugins that must not run, as the list is now. */
  readonly revoked?: () => Revoked
  /** Why a plugin may not have the mount that it asks for, as half a sentence. */
  readonly problemOfMount?: (folder: string, manifest: PluginManifest) => string | undefined
}

/** Every plugin folder below the roots, in order. Rejects with USAGE when a root is not there. */
export async function pluginFolders(roots: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(roots.map(foldersOf))).flat()
}

/** What a folder turns out to be; undefined when it is not there or not meant to be a plugin. A problem is told, never thrown. */
export async function readPlugin(folder: string, reading: Reading): Promise<Found | undefined> {
  const id = basename(folder)
  if (!isPluginName(id) || !(await isFolder(folder))) return undefined
  try {
    await checkPlace(folder, reading.roots)
    const manifest = await readManifest(folder, reading.hostVersion)
    checkMount(folder, manifest, reading)
    const form = await readSettingsForm(folder)
    const packages = await findPackages(placeOf(reading.packagesDir, id), manifest.packages)
    return {
      config: createConfig({
        folder,
        manifest,
        base: reading.base,
        chosen: reading.chosen(id),
        secrets: reading.secrets?.(id),
        form,
        packages,
      }),
    }
  } catch (problem) {
    if (problem instanceof HostError) return { id, problem }
    // Folders come and go while they are read.
    if (!(await isFolder(folder))) return undefined
    throw problem
  }
}

function checkMount(folder: string, manifest: PluginManifest, { problemOfMount }: Reading): void {
  const problem = problemOfMount?.(folder, manifest)
  if (problem === undefined) return
  const file = labelOf(folder, MANIFEST)
  throw new HostError('MANIFEST_INVALID', `${file}: "http.mount" ${problem}`, { file, pointer: '/http/mount' })
}

async function foldersOf(root: string): Promise<readonly string[]> {
  const entries = await readdir(root).catch((cause) => {
    throw new HostError('USAGE', `The plugins folder ${root} cannot be read (${cause.code})`, { path: root }, cause)
  })
  const folders = entries
    .filter(isPluginName)
    .sort()
    .map((name) => join(root, name))
  const real = await Promise.all(folders.map(isFolder))
  return folders.filter((_, index) => real[index])
}

/** Dots and underscores are for what only lies there. */
function isPluginName(name: string): boolean {
  return !/^[._]/.test(name) && name !== 'node_modules'
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
}

async function checkPlace(folder: string, roots: readonly string[]): Promise<void> {
  const id = basename(folder)
  const badId = problemOfId(id)
  if (badId) throw new HostError('MANIFEST_INVALID', `${labelOf(folder, '')}: ${badId}`, { folder })
  const root = dirname(folder)
  if (!(await realpath(folder)).startsWith((await realpath(root)) + sep)) {
    throw new HostError('MANIFEST_INVALID', `${labelOf(folder, '')} is a link to a place outside ${basename(root)}/; copy the folder in`, {
      folder,
    })
  }
  await checkPages(folder)
  for (const earlier of roots.slice(0, roots.indexOf(root))) {
    if (!(await isFolder(join(earlier, id)))) continue
    throw new HostError('MANIFEST_INVALID', `${labelOf(folder, MANIFEST)}: "id" ${id} is taken by ${join(earlier, id)}; rename one`, {
      folder,
    })
  }
}

/** What is served without a key is the plugin's own. */
async function checkPages(folder: string): Promise<void> {
  const pages = await realpath(join(folder, 'overlay')).catch(() => undefined)
  if (pages === undefined || pages.startsWith((await realpath(folder)) + sep)) return
  const label = labelOf(folder, 'overlay')
  throw new HostError('MANIFEST_INVALID', `${label} is a link to a place outside the plugin; copy the folder in`, { folder })
}
