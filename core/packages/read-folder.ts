import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Contents, createGathering, refusal } from './contents.ts'

/** Reads the files below a folder, without hidden ones and packages. Rejects with PACKAGE_REFUSED for links and whatever no plugin may hold. */
export async function readFolder(folder: string): Promise<Contents> {
  const gathering = createGathering()

  async function read(path: string): Promise<void> {
    const place = join(folder, path)
    const found = await lstat(place)
    if (found.isSymbolicLink()) throw refusal(`"${path}" is a link; put the file itself there`)
    if (found.isDirectory()) {
      gathering.admit(path, 'folder')
      return readAll(path)
    }
    if (!found.isFile()) throw refusal(`"${path}" is a device, not a file`)
    gathering.admit(path, 'file')
    gathering.count(found.size)
    gathering.add(path, await readFile(place))
  }

  async function readAll(path: string): Promise<void> {
    for (const name of (await readdir(join(folder, path))).sort()) {
      if (name.startsWith('.') || name === 'node_modules') continue
      await read(path === '' ? name : `${path}/${name}`)
    }
  }

  await readAll('')
  return gathering.contents()
}
