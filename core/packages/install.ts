import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Permissions, Revoked } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { MANIFEST, problemOfId, readManifest } from '../plugins/manifest.ts'
import { without } from '../plugins/permissions.ts'
import { revocationOf, revokedError } from '../plugins/revoked.ts'
import { isInRange } from '../plugins/version.ts'
import { type Check, type CheckParts, checkPlugin } from './check.ts'
import { type Contents, refusal } from './contents.ts'
import { readFolder } from './read-folder.ts'
import type { Records } from './records.ts'
import { isThere, recoverSwap, swap } from './swap.ts'
import { writeFolder } from './write-folder.ts'

/** What is about to be installed, for whoever decides. */
export type Plan = {
  readonly check: Check
  readonly files: number
  readonly bytes: number
  /** The version that is there now. */
  readonly from?: string
  /** What it asks for and the version that is there now does not; everything it asks for when none is there. */
  readonly asksNew: Permissions
}

export type InstallParts = CheckParts & {
  /** The folder of plugins that it goes into. */
  readonly into: string
  readonly records: Records
  readonly now: () => Date
  /** Plugins that must not run. */
  readonly revoked: Revoked
}

export type Deciding = {
  /** Where the files came from, as people say it. */
  readonly source: string
  readonly allowDowngrade: boolean
  /** Asked once everything is known; false installs nothing. */
  readonly decide: (plan: Plan) => Promise<boolean>
}

/**
 * Installs or updates a plugin of these files. Nothing of it is run. Rejects with PACKAGE_REFUSED, PLUGIN_REVOKED, STORE_FULL or DATA_UNREADABLE, and then
 * everything is as it was.
 */
export async function install(contents: Contents, parts: InstallParts, { source, allowDowngrade, decide }: Deciding): Promise<boolean> {
  const { into } = parts
  const id = idIn(contents)
  const folder = await placeOf(id, parts)
  return staging(into, id, async (staged) => {
    await writeFolder(staged, contents)
    const plan = await planOf({ staged, folder, contents }, parts)
    const { version = '' } = plan.check
    if (plan.from !== undefined && isDowngrade(version, plan.from) && !allowDowngrade) {
      throw refusal(`${id} ${version} is older than ${plan.from}, which is there; --allow-downgrade installs it all the same`)
    }
    await checkRevoked({ id, version, folder: staged }, parts)
    if (!(await decide(plan))) return false
    await put({ staged, folder, id, version, source }, parts)
    return true
  })
}

/** Puts the version before in the place of the one that is there, and answers it. Rejects with PACKAGE_REFUSED when there is none, or as `install`. */
export async function rollBack(id: string, parts: InstallParts): Promise<string> {
  const { into, records, hostVersion } = parts
  const folder = await placeOf(id, parts)
  const before = records.backupOf(id)
  if (!(await isThere(before))) throw refusal(`There is no version of ${id} before the one that is there`)
  return staging(into, id, async (staged) => {
    await writeFolder(staged, await readFolder(before))
    const { version } = await readManifest(staged, hostVersion)
    await checkRevoked({ id, version, folder: staged }, parts)
    await put({ staged, folder, id, version, source: 'the version before' }, parts)
    return version
  })
}

/** Takes an installed plugin away, with what was kept of it. Its settings, grants and storage stay. Rejects with PACKAGE_REFUSED or DATA_UNREADABLE. */
export async function remove(id: string, parts: InstallParts): Promise<void> {
  const folder = await placeOf(id, parts)
  if (!(await isThere(folder))) throw refusal(`There is no plugin ${id} in ${parts.into}`)
  // Out of sight in one go, so that no half of it is ever seen.
  await staging(parts.into, id, (staged) => rename(folder, staged))
  await parts.records.forget(id)
}

async function checkRevoked(plugin: Parameters<typeof revocationOf>[0], { revoked }: InstallParts): Promise<void> {
  const reason = await revocationOf(plugin, revoked)
  if (reason !== undefined) throw revokedError(plugin.id, reason)
}

function idIn(contents: Contents): string {
  const id = idOf(new TextDecoder().decode(contents.get(MANIFEST)))
  const problem = problemOfId(id)
  if (problem) throw refusal(`${MANIFEST}: ${problem}`)
  return id
}

function idOf(manifest: string): string {
  try {
    return String(Object(JSON.parse(manifest.replace(/^\uFEFF/, ''))).id)
  } catch (cause) {
    throw refusal(`${MANIFEST} is not JSON`, {}, cause)
  }
}

/** The folder of a plugin that may be replaced or removed: none that came with Showrunner, none that somebody put there. */
async function placeOf(id: string, { into, base, records }: InstallParts): Promise<string> {
  const problem = problemOfId(id)
  if (problem) throw refusal(problem)
  if (base.shipped.includes(id) || id in base.grants) throw refusal(`${id} comes with Showrunner, and cannot be replaced or removed`)
  const folder = join(into, id)
  await recoverSwap(folder)
  if ((await isThere(folder)) && !(await records.read(id))) {
    throw refusal(`${folder} was not put there by \`plugin install\`; it is yours to change, move or delete`)
  }
  return folder
}

/** A place beside the plugins, since only within one disk a folder is moved in one go; hosts pass over names with a dot. It goes, whatever happens. */
async function staging<T>(into: string, id: string, work: (staged: string) => Promise<T>): Promise<T> {
  await mkdir(into, { recursive: true })
  const place = await mkdtemp(join(into, '.installing-'))
  try {
    return await work(join(place, id)).catch((cause: NodeJS.ErrnoException) => {
      throw cause.syscall === undefined ? cause : unwritable(id, into, cause)
    })
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

function unwritable(id: string, folder: string, cause: NodeJS.ErrnoException): HostError {
  if (cause.code === 'ENOSPC')
    return new HostError('STORE_FULL', `There is no room on the disk for ${id}; everything is as it was`, { folder }, cause)
  return new HostError('DATA_UNREADABLE', `${id} cannot be written: ${cause.message}; everything is as it was`, { folder }, cause)
}

type Staged = { readonly staged: string; readonly folder: string; readonly contents: Contents }

async function planOf({ staged, folder, contents }: Staged, parts: InstallParts): Promise<Plan> {
  const check = await checkPlugin(staged, parts)
  const [problem] = check.errors
  if (problem !== undefined) throw refusal(check.errors.length > 1 ? `${problem} (and ${check.errors.length - 1} more)` : problem)
  // One that is broken is replaced like any other.
  const old = (await isThere(folder)) ? await readManifest(folder, parts.hostVersion).catch(() => undefined) : undefined
  const record = await parts.records.read(check.id)
  const from = old?.version ?? ((await isThere(folder)) ? record?.version : undefined)
  return {
    check,
    files: contents.size,
    bytes: [...contents.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
    ...(from !== undefined && { from }),
    asksNew: without(check.asks, old?.permissions),
  }
}

type Finished = { readonly staged: string; readonly folder: string } & { readonly [K in 'id' | 'version' | 'source']: string }

/** Puts a finished folder in its place and notes it; when that cannot be done, what was there and what was noted stay. */
async function put({ staged, folder, id, version, source }: Finished, { records, now }: InstallParts): Promise<void> {
  const before = await records.read(id)
  if (await isThere(folder)) await records.keepBackup(folder)
  // Before the folder, which without a record would be taken for one that somebody put there.
  await records.write(id, { version, source, installedAt: now().toISOString() })
  await swap(staged, folder).catch(async (cause: unknown) => {
    await (before ? records.write(id, before) : records.forget(id))
    throw cause
  })
}

/** By the three numbers; of the same three, what is marked as an early version is older. */
function isDowngrade(version: string, from: string): boolean {
  const [own = '', other = ''] = [version, from].map((text) => text.replace(/-.*/, ''))
  return own === other ? version.includes('-') && !from.includes('-') : isInRange(own, `<${other}`) === true
}
