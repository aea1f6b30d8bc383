import { open } from 'node:fs/promises'

/** How systems and file systems say that they cannot do this for a folder: Windows, and some shares and containers. */
const CANNOT = ['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP']

/** What is written there is on the disk: a file's content, or a folder's list of names where the system can do that. */
export async function sync(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    if (!CANNOT.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
