import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sync } from './sync.ts'

/**
 * Writes a file whole or not at all, through to the disk: once it resolves, what was before does not come back, not even after a power cut.
 * Only its owner can read it, at every moment. One at a time for each file.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.new`
  // One that a crash left over would keep its mode.
  await rm(draft, { force: true })
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  await sync(dirname(file))
}
