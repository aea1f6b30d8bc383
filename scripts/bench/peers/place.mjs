import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder whose package.json and package-lock.json say what is installed. */
export const PEERS_SOURCE = fileURLToPath(new URL('.', import.meta.url))
/** Where every version of it goes, below node_modules, so that nobody looks through it. */
export const PEERS_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/showrunner/peers', import.meta.url))

/** The folder of the packages that this lock names, installed or not. */
export function peersFolder() {
  const lock = readFileSync(join(PEERS_SOURCE, 'package-lock.json'))
  return join(PEERS_CACHE, createHash('sha256').update(lock).digest('hex').slice(0, 16))
}
