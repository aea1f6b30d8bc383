import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'

/** What Deno has for folders, and for names: mkdir, readDir, remove, rename, realPath. */
export function createFolders(parts: DenoParts) {
  const { call } = parts
  const pathOf = createPaths(parts)

  async function* entries(path: string): AsyncGenerator<Deno.DirEntry> {
    const { value } = await call('file.list', [path])
    for (const { name, isFile, isDirectory, isSymlink } of value) yield { name, isFile, isDirectory, isSymlink }
  }

  return {
    async mkdir(path: string | URL, { recursive = false, mode }: Deno.MkdirOptions = {}): Promise<void> {
      const how = { recursive: Boolean(recursive), ...(mode === undefined || mode === null ? {} : { mode: Number(mode) }) }
      await call('file.mkdir', [pathOf(path), how])
    },
    readDir: (path: string | URL): AsyncIterable<Deno.DirEntry> => entries(pathOf(path)),
    async remove(path: string | URL, { recursive = false }: Deno.RemoveOptions = {}): Promise<void> {
      await call('file.remove', [pathOf(path), { recursive: Boolean(recursive) }])
    },
    async rename(from: string | URL, to: string | URL): Promise<void> {
      await call('file.rename', [pathOf(from), pathOf(to)])
    },
    async realPath(path: string | URL): Promise<string> {
      return (await call('file.realPath', [pathOf(path)])).value
    },
  }
}
