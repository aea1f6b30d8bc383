import { mkdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { textOf } from '../arguments.ts'
import { isCoveredOverLinks } from '../grants/linked-grants.ts'
import { holdsOffLimits, type OffLimits, whyOffLimits } from '../grants/off-limits.ts'
import { placedPath } from '../grants/packages.ts'
import { isCovered, isWithin } from '../grants/paths.ts'
import { type Asker, PowerError } from '../power.ts'
import { neverGranted, notGranted } from '../refusal.ts'
import { type Held, hold } from './hold.ts'

export type FilePower = 'read' | 'write'

/** What a plugin named, which may not be there, and the folder that it is in. */
export type Place = { readonly folder: Held; readonly name: string; readonly real: string; readonly at: string }

export type Reach = ReturnType<typeof createReach>

type Wanted = { readonly powers: readonly FilePower[]; readonly text: unknown }

/** The way from a path that a plugin says to something it may use: checked as it was said, held, and checked for what it really is. */
export function createReach(offLimits: OffLimits) {
  /** Throws Refusal. `said` is what the plugin hears of. */
  async function demand(asker: Asker, power: FilePower, { path, said }: { readonly path: string; readonly said: string }) {
    const { folder, packages } = asker
    const reason = whyOffLimits(offLimits, { power, path, folder, packages })
    if (reason !== undefined) throw neverGranted(power, said, reason, path)
    const grants = asker.grants()
    if (isCovered(path, grants[power] ?? [], folder)) return
    if (await isCoveredOverLinks({ path, power, grants, folder })) return
    throw notGranted(asker.plugin, power, said, path)
  }

  async function demandAll(asker: Asker, { powers, text }: Wanted, path: string) {
    for (const power of powers) await demand(asker, power, { path, said: textOf(text, 'A path') })
  }

  /** The path as said, allowed as it stands; the plugin's own folder is made when it is first needed. */
  async function allowed(asker: Asker, wanted: Wanted): Promise<string> {
    const text = textOf(wanted.text, 'A path')
    if (text === '') throw new PowerError('Error', 'Empty path is not allowed')
    const path = resolve(asker.folder, placedPath(text, asker.packages))
    await demandAll(asker, wanted, path)
    if (isWithin(path, asker.folder)) await mkdir(asker.folder, { recursive: true, mode: 0o700 })
    return path
  }

  function note(asker: Asker, powers: readonly FilePower[], real: string) {
    for (const power of powers) asker.used(power, real)
  }

  /** Hands over what is there, and lets it go afterwards. Rejects with Refusal, or the system's error. */
  async function existing<T>(
    asker: Asker,
    wanted: Wanted & { readonly followLinks: boolean },
    use: (held: Held) => Promise<T>,
  ): Promise<T> {
    const held = await hold(await allowed(asker, wanted), wanted)
    try {
      await demandAll(asker, wanted, held.real)
      note(asker, wanted.powers, held.real)
      return await use(held)
    } finally {
      await held.letGo()
    }
  }

  /** Hands over the place of a name, whose folder is there. Rejects with Refusal, or the system's error. */
  async function place<T>(asker: Asker, wanted: Wanted, use: (place: Place) => Promise<T>): Promise<T> {
    const path = await allowed(asker, wanted)
    const name = basename(path)
    const folder = await hold(dirname(path), { followLinks: true })
    try {
      const real = join(folder.real, name)
      await demandAll(asker, wanted, real)
      note(asker, wanted.powers, real)
      return await use({ folder, name, real, at: join(folder.at, name) })
    } finally {
      await folder.letGo()
    }
  }

  /** Hands over the folder that a program starts in, by default the plugin's own. Rejects with Refusal, or the system's error. */
  async function workingFolder<T>(asker: Asker, text: unknown, use: (path: string) => Promise<T>): Promise<T> {
    if (text !== undefined && text !== null) {
      return existing(asker, { powers: ['read'], text, followLinks: true }, ({ at }) => use(at))
    }
    await mkdir(asker.folder, { recursive: true, mode: 0o700 })
    return use(asker.folder)
  }

  /** Throws Refusal for what holds the core's own, code, or the plugin's own folder. */
  function demandMovable(asker: Asker, { real, said }: { readonly real: string; readonly said: string }) {
    if (holdsOffLimits(offLimits, real, asker.folder)) throw neverGranted('write', said, 'it holds what Showrunner needs', real)
  }

  return { demand, existing, place, workingFolder, demandMovable }
}
