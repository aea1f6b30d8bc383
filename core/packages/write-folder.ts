import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sync } from '../base/sync.ts'
import type { Contents } from './contents.ts'

/** Writes files into a new folder; when it resolves they are on the disk and not only on their way. */
export async function writeFolder(folder: string, contents: Contents): Promise<void> {
  const folders = new Set<string>()
  for (const path of contents.keys()) {
    for (let parent = dirname(path); ; parent = dirname(parent)) {
      folders.add(parent)
      if (parent === '.') break
    }
  }
  for (const path of [...folders].sort()) await mkdir(join(folder, path), { recursive: true })
  for (const [path, bytes] of contents) await writeThrough(join(folder, path), bytes)
  for (const path of folders) await sync(join(folder, path))
}

/** Writes a new file to the disk itself. Rejects when it is there already. */
async function writeThrough(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o644)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
