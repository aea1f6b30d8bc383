import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from '../../../../plugins/tts/cache/files.ts'

/** The files of a folder, as a plugin has those of its own. */
export function filesIn(folder: string): Files {
  const at = (path: string | URL) => join(folder, String(path))
  return {
    readFile: async (path) => new Uint8Array(await readFile(at(path))),
    readTextFile: (path) => readFile(at(path), 'utf8'),
    writeFile: (path, data) => writeFile(at(path), data as Uint8Array),
    writeTextFile: (path, data) => writeFile(at(path), data as string),
    rename: (from, to) => rename(at(from), at(to)),
    remove: (path, { recursive = false } = {}) => rm(at(path), { recursive }),
    mkdir: async (path, options) => void (await mkdir(at(path), options)),
    async *readDir(path) {
      for (const entry of await readdir(at(path), { withFileTypes: true }))
        yield { name: entry.name, isFile: entry.isFile(), isDirectory: entry.isDirectory(), isSymlink: entry.isSymbolicLink() }
    },
    // Of what a file is, plugins here look at size and time.
    stat: async (path) => (await stat(at(path))) as unknown as Deno.FileInfo,
  }
}
