import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { peersFolder } from './place.mjs'

const require = createRequire(join(peersFolder(), 'package.json'))

/** A peer's package, of whichever kind it is. */
export async function load(name) {
  const module = await import(pathToFileURL(require.resolve(name)).href)
  return { ...module.default, ...module }
}

/** A package of the product's own. */
export const loadOurs = createRequire(import.meta.url)
