import { readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, parse, resolve, sep } from 'node:path'
import type { Permissions } from '../../../../schemas/types.ts'
import { isWithin } from './paths.ts'

const MAX_LINKS = 40

type Question = { readonly path: string; readonly power: 'read' | 'write'; readonly grants: Permissions; readonly folder: string }

/**
 * Whether a granted path leads here over links of the system, such as /home -> /var/home. A link that lies where the plugin may write
 * counts for nothing: it could have been moved there, so that a grant would lead wherever the link does.
 */
export async function isCoveredOverLinks({ path, power, grants, folder }: Question): Promise<boolean> {
  const granted = (grants[power] ?? []).map((grant) => resolve(folder, grant))
  if (granted.length === 0) return false
  const writable = await writablePlaces([...(grants.write ?? []).map((grant) => resolve(folder, grant)), folder])
  for (const grant of granted) {
    if (isWithin(path, await followed(grant, writable))) return true
  }
  return false
}

/** Every way to say where a plugin may write: as granted, as it really is, and with only the last part taken as it stands. */
async function writablePlaces(paths: readonly string[]): Promise<readonly string[]> {
  const ways = paths.map(async (path) => [path, await realOf(path), join(await realOf(dirname(path)), basename(path))])
  return (await Promise.all(ways)).flat()
}

const realOf = (path: string) => realpath(path).catch(() => path)

/** The path with its links followed, up to the first that is not to be trusted or is not there. */
async function followed(path: string, writable: readonly string[]): Promise<string> {
  const { root } = parse(path)
  let real = root
  let parts = path.slice(root.length).split(sep).filter(Boolean)
  for (let links = 0; ; ) {
    const [part, ...rest] = parts
    if (part === undefined) return real
    const next = join(real, part)
    const target = writable.some((place) => isWithin(next, place)) ? undefined : await readlink(next).catch(() => undefined)
    if (target === undefined) {
      real = next
      parts = rest
      continue
    }
    links += 1
    if (links > MAX_LINKS) return path
    const whole = resolve(real, target)
    real = parse(whole).root
    parts = [...whole.slice(real.length).split(sep).filter(Boolean), ...rest]
  }
}
