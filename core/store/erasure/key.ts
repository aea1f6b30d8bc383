import { createHmac, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../base/errors.ts'

/** What stands for a viewer whom nobody is to find any more; the same viewer always gets the same, and only the key tells whose it is. */
export type ViewerKey = {
  /** In the place of a userId. One that is a pseudonym already stays. */
  pseudonymOf(userId: string): string
  /** Of something that names a viewer, to know it again. */
  hashOf(kind: 'id' | 'handle', value: string): string
}

const PSEUDONYM = 'anon:'
const KEY_BYTES = 32

/** Reads data/erasures.key, or makes it. Only its owner can read it, and no backup has it. Rejects with DATA_UNREADABLE or SETTINGS_INVALID. */
export async function loadViewerKey(dataDir: string): Promise<ViewerKey> {
  const file = join(dataDir, 'erasures.key')
  try {
    if (!existsSync(file)) await create(file)
    await chmod(file, 0o600)
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url')
    if (key.length !== KEY_BYTES) throw new HostError('SETTINGS_INVALID', 'erasures.key is not the key that Showrunner made', { file })
    return createViewerKey(key)
  } catch (cause) {
    if (cause instanceof HostError) throw cause
    throw new HostError('DATA_UNREADABLE', 'The key of the erasures cannot be read or written', { file }, cause)
  }
}

export function createViewerKey(key: Buffer): ViewerKey {
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  return {
    pseudonymOf: (userId) => (userId.startsWith(PSEUDONYM) ? userId : `${PSEUDONYM}${hash(`id:${userId}`).slice(0, 16)}`),
    hashOf: (kind, value) => hash(`${kind}:${kind === 'handle' ? value.toLowerCase() : value}`),
  }
}

async function create(file: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64url')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
