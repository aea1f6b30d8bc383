import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { loadKeyFile } from '../../base/key-file.ts'

/** What stands for a viewer whom nobody is to find any more; the same viewer always gets the same, and only the key tells whose it is. */
export type ViewerKey = {
  /** In the place of a userId. One that is a pseudonym already stays. */
  pseudonymOf(userId: string): string
  /** Of something that names a viewer, to know it again. */
  hashOf(kind: 'id' | 'handle', value: string): string
}

const PSEUDONYM = 'anon:'

/** Reads data/erasures.key, or makes it. Only its owner can read it, and no backup has it. Rejects with DATA_UNREADABLE or SETTINGS_INVALID. */
export async function loadViewerKey(dataDir: string): Promise<ViewerKey> {
  return createViewerKey(await loadKeyFile(join(dataDir, 'erasures.key'), { what: 'erasures' }))
}

function createViewerKey(key: Buffer): ViewerKey {
  const hash = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  return {
    pseudonymOf: (userId) => (userId.startsWith(PSEUDONYM) ? userId : `${PSEUDONYM}${hash(`id:${userId}`).slice(0, 16)}`),
    hashOf: (kind, value) => hash(`${kind}:${kind === 'handle' ? value.toLowerCase() : value}`),
  }
}
