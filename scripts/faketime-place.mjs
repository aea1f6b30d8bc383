import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const ROOTS = ['/usr/lib', '/usr/local/lib', '/usr/lib64']
const FILE = 'faketime/libfaketime.so.1'

/** The file of the library that gives a process another wall clock, wherever distributions put it; undefined when there is none. */
export function findFaketime() {
  const folders = ROOTS.filter((root) => existsSync(root)).flatMap((root) => [root, ...readdirSync(root).map((name) => join(root, name))])
  return folders.map((folder) => join(folder, FILE)).find((file) => existsSync(file))
}
