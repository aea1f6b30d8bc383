import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Main } from './bundle/problems.ts'
import { type Bundle, bundle } from './bundle.ts'
import { hashFolder } from './folder-hash.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PLACE = join(ROOT, 'node_modules/.cache/showrunner/bundles')
const KEPT_BUNDLES = 200
/** A folder with more is bundled each time, for to look through all of it takes as long. */
const LIMITS = { files: 2000, bytes: 32 * 2 ** 20 }
/** What makes a bundle: another version of it may make another. */
const MAKERS = ['package-lock.json', 'core/plugins/bundle.ts', 'core/plugins/bundle', 'core/kit']

type Kept = {
  /** Of all that the bundle depends on, but for the files outside of the plugin's folder that are in it. */
  readonly print: string
  /** SHA-256 of each of these, by its path from the plugin's folder. */
  readonly outside: Readonly<Record<string, string>>
  readonly bundle: Bundle
}

/**
 * The bundle of a plugin as it is now: that of an earlier start, if nothing it was made of has changed, else a new one. So a start with all of the plugins
 * that come with Showrunner takes a second of processor less. Rejects as `bundle` does.
 */
export async function findBundle(main: Main, place = PLACE): Promise<Bundle> {
  const print = await fingerprint(main)
  if (print === undefined) return bundle(main)
  const file = join(place, `${sha256(JSON.stringify([main.folder, main.main]))}.json`)
  const kept = await readKept(file)
  if (kept?.print === print && sameAs(kept.outside, await outsideOf(main, kept.bundle))) {
    // The oldest go first.
    await touch(file)
    return kept.bundle
  }
  const built = await bundle(main)
  const outside = await outsideOf(main, built)
  // Where nothing can be written it is built each time; and what somebody was writing at may be half of before.
  if (outside && (await fingerprint(main)) === print) await keep(file, { print, outside, bundle: built }).catch(() => {})
  return built
}

/** Undefined when nobody can tell soon what the folder holds. */
async function fingerprint({ folder, main, packages = [] }: Main): Promise<string | undefined> {
  const hash = await hashFolder(folder, LIMITS).catch(() => undefined)
  if (hash === undefined) return undefined
  const places = [...(await ancestorsOf(folder)), ...packages.flatMap((each) => each.folder ?? [])]
  const installed = await Promise.all(places.map(lastInstall))
  return sha256(JSON.stringify([await makers(), folder, main, packages, hash, installed]))
}

/** Where packages are looked for that are not in the folder itself. */
async function ancestorsOf(folder: string): Promise<readonly string[]> {
  const found: string[] = []
  for (let at = await realpath(folder); at !== dirname(at); at = dirname(at)) found.push(dirname(at))
  return found
}

/** When packages were last installed there, in seconds, as far as npm leaves word: what was found elsewhere may be found here now. */
async function lastInstall(folder: string): Promise<number> {
  const modules = join(folder, 'node_modules')
  const at = (await timeOf(join(modules, '.package-lock.json'))) ?? (await timeOf(modules)) ?? 0
  // An image of a container knows no less.
  return Math.floor(at / 1000)
}

const timeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  )

let known: Promise<string> | undefined
/** Of this version of the host, once for a process. */
function makers(): Promise<string> {
  known ??= hashSources()
  return known
}

async function hashSources(): Promise<string> {
  const hashes = MAKERS.map(async (name) => {
    const path = join(ROOT, name)
    return (await stat(path)).isDirectory() ? hashFolder(path) : sha256(await readFile(path))
  })
  return (await Promise.all(hashes)).join()
}

/** SHA-256 of each file of the bundle that is not in the plugin's folder; undefined when one is there no more. */
async function outsideOf({ folder }: Main, { inputs }: Bundle): Promise<Kept['outside'] | undefined> {
  const root = await realpath(folder)
  const paths = inputs.filter((path) => path.startsWith('..'))
  const hashes = paths.map(async (path) => [path, sha256(await readFile(join(root, path)))])
  return Promise.all(hashes).then(Object.fromEntries, () => undefined)
}

const sameAs = (kept: Kept['outside'], now: Kept['outside'] | undefined): boolean => JSON.stringify(kept) === JSON.stringify(now)

/** Undefined as well for what a process left half written, or another version wrote. */
async function readKept(file: string): Promise<Kept | undefined> {
  try {
    // It is what `keep` wrote; if it is not, its fingerprint is none of ours.
    return JSON.parse(await readFile(file, 'utf8')) as Kept
  } catch {
    return undefined
  }
}

async function keep(file: string, kept: Kept): Promise<void> {
  const place = dirname(file)
  await mkdir(place, { recursive: true, mode: 0o700 })
  const written = `${file}.${randomUUID()}`
  await writeFile(written, JSON.stringify(kept), { mode: 0o600 })
  await rename(written, file)
  const names = await readdir(place)
  if (names.length > KEPT_BUNDLES) await removeOldest(names.map((name) => join(place, name)))
}

async function removeOldest(files: readonly string[]): Promise<void> {
  const aged = await Promise.all(files.map(async (file) => ({ file, at: (await timeOf(file)) ?? 0 })))
  const old = aged.sort((a, b) => b.at - a.at).slice(KEPT_BUNDLES)
  await Promise.all(old.map(({ file }) => rm(file, { force: true })))
}

async function touch(file: string): Promise<void> {
  const now = new Date()
  // Somebody else may have removed it, or it cannot be written.
  await utimes(file, now, now).catch(() => {})
}

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')
