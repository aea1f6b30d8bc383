import { basename } from 'node:path'
import { transform } from 'esbuild'
import type { BaseManifest, Permissions, PluginManifest } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { type BundledPackage, packagesOf } from '../plugins/bundle/packages.ts'
import { createConfig } from '../plugins/config.ts'
import { readManifest } from '../plugins/manifest.ts'
import { readSettingsForm } from '../plugins/settings-form.ts'
import { problemsOfActions } from './asked-actions.ts'
import { type Built, buildModule, isOwn } from './build.ts'
import type { Contents } from './contents.ts'
import { hostsIn, isAskedFor } from './hosts.ts'
import { problemOfLicence } from './licences.ts'
import { problemsOfPages } from './pages.ts'
import { actionsCalled, eventsEmitted, POWERS, type PowerName, powersUsed, textsIn, type Use } from './powers-used.ts'
import { readFolder } from './read-folder.ts'
import { problemsOfSettings } from './settings.ts'
import { unopenedDefaults, vainAsks } from './vain-asks.ts'

/** What a look at a plugin's folder told; with an error the plugin is not fit to be given away. */
export type Check = {
  readonly id: string
  readonly name?: string
  readonly version?: string
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  readonly asks: Permissions
  /** What its code uses of the powers, its packages included. */
  readonly uses: readonly Use[]
  readonly bundleBytes: number
  /** The heaviest files in the bundle. */
  readonly heaviest: readonly { readonly path: string; readonly bytes: number }[]
  readonly packages: readonly BundledPackage[]
}

export type CheckParts = {
  readonly hostVersion: string
  readonly base: BaseManifest
  /** Folders of plugins that are at hand, whose actions it may call. */
  readonly roots?: readonly string[]
}

/** More makes a plugin slow to start. */
const LARGE_BYTES = 1024 * 1024
const HEAVIEST = 5

/** Looks at a plugin without running it. Rejects only with what is no fault of the plugin. */
export async function checkPlugin(folder: string, parts: CheckParts): Promise<Check> {
  const nothing = { id: basename(folder), warnings: [], asks: {}, uses: [], bundleBytes: 0, heaviest: [], packages: [] }
  try {
    const manifest = await readManifest(folder, parts.hostVersion)
    createConfig({ folder, manifest, base: parts.base })
    const contents = await readFolder(folder)
    const built = await buildModule({ folder, main: manifest.main ?? 'plugin.ts', packages: manifest.packages ?? [] })
    return await look(folder, { manifest, contents, built, asked: await problemsOfActions(manifest, { roots: [], ...parts }) })
  } catch (problem) {
    if (!(problem instanceof HostError)) throw problem
    return { ...nothing, errors: [problem.message] }
  }
}

/** Uses of both, each once. */
const together = (some: readonly Use[], others: readonly Use[]) => [...new Map([...some, ...others].map((use) => [use.what, use])).values()]

type Looked = {
  readonly manifest: PluginManifest
  readonly contents: Contents
  readonly built: Built
  readonly asked: Awaited<ReturnType<typeof problemsOfActions>>
}

async function look(folder: string, { manifest, contents, built, asked }: Looked): Promise<Check> {
  const form = await readSettingsForm(folder)
  const own = await ownCode(contents, built)
  const uses = together(powersUsed(built.code), powersUsed(built.running))
  const packages = await packagesOf(
    folder,
    built.inputs.map(({ path }) => path),
  )
  const bundleBytes = Buffer.byteLength(built.code)
  const asks = manifest.permissions ?? {}
  const needed = unasked(own.flatMap(powersUsed), asks)
  return {
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    errors: [
      ...needed,
      ...unaskedActions(own, manifest),
      ...unaskedEvents(own, asks),
      ...problemsOfPages(manifest, contents),
      ...vainAsks(manifest, form),
      ...asked.errors,
      ...problemsOfSettings(manifest, form),
    ],
    warnings: [
      ...unasked(uses, asks).filter((sentence) => !needed.includes(sentence)),
      ...unused(uses, asks),
      ...asked.warnings,
      ...unopenedDefaults(manifest, form),
      ...(asks.actions ?? [])
        .filter((action) => !own.flatMap(textsIn).includes(action))
        .map((action) => `It asks to call ${action} but never names it`),
      ...(asks.emit ?? [])
        .filter((type) => !own.flatMap(textsIn).includes(type))
        .map((type) => `It asks to emit ${type} but never names it`),
      ...hostsIn(own.flatMap(textsIn))
        .filter((host) => !isAskedFor(host, asks.net ?? []))
        .map((host) => `It names ${host}, which it does not ask for in "net"`),
      ...(bundleBytes > LARGE_BYTES ? [`The bundle has ${shownSize(bundleBytes)}, which makes it slow to start`] : []),
      ...packages.flatMap(({ name, licence }) => problemOfLicence(licence)?.replace(/^/, `The package ${name} `) ?? []),
      ...([...contents.keys()].some((path) => /^readme\.md$/i.test(path)) ? [] : ['It has no README.md']),
    ],
    asks,
    uses,
    bundleBytes,
    heaviest: built.inputs.slice(0, HEAVIEST),
    packages,
  }
}

/** The author's own files as plain JavaScript, as far as they are code. */
async function ownCode(contents: Contents, { inputs }: Built): Promise<readonly string[]> {
  const files = inputs.filter((input) => isOwn(input) && /\.[cm]?[jt]sx?$/.test(input.path))
  return Promise.all(
    files.map(async ({ path }) => {
      const text = new TextDecoder().decode(contents.get(path))
      return (await transform(text, { loader: /x$/.test(path) ? 'tsx' : 'ts', tsconfigRaw: '{}', logLevel: 'silent' })).code
    }),
  )
}

function isAsked(asks: Permissions, power: PowerName): boolean {
  const asked = asks[power]
  return typeof asked === 'object' ? asked.length > 0 : asked === true
}

function unasked(uses: readonly Use[], asks: Permissions): readonly string[] {
  const sentences = uses
    .filter(({ powers }) => !powers.some((power) => isAsked(asks, power)))
    .map(({ what, powers }) => `It uses ${what} but asks for no ${powers.map((power) => `"${power}"`).join(' or ')}`)
  return [...new Set(sentences)]
}

function unaskedActions(own: readonly string[], { id, permissions }: PluginManifest): readonly string[] {
  return [...new Set(own.flatMap(actionsCalled))]
    .filter((action) => !action.startsWith(`${id}.`) && !permissions?.actions?.includes(action))
    .map((action) => `It calls ${action} but does not ask for it in "actions"`)
}

function unaskedEvents(own: readonly string[], { emit = [] }: Permissions): readonly string[] {
  const unasked = [...new Set(own.flatMap(eventsEmitted))].filter((type) => !emit.includes(type))
  return unasked.map((type) => `It emits ${type} but does not ask for it in "emit"`)
}

function unused(uses: readonly Use[], asks: Permissions): readonly string[] {
  return POWERS.filter((power) => isAsked(asks, power) && !uses.some(({ powers }) => powers.includes(power))).map(
    (power) => `It asks for "${power}" but never uses it`,
  )
}

/** A size for people. */
export function shownSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
