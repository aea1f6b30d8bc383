import type { Files } from './files.ts'

/** Makes a folder anew: what a process left in it when it ended is gone. */
export async function removeTemporary(files: Files, folder: string): Promise<void> {
  await files.remove(folder, { recursive: true }).catch(() => undefined)
  await files.mkdir(folder, { recursive: true }).catch(() => undefined)
}
