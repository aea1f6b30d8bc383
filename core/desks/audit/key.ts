import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../../base/errors.ts'

const KEY_BYTES = 32

/** Reads data/audit.key, or makes it. Only its owner can read it. Rejects with DATA_UNREADABLE or SETTINGS_INVALID. */
export async function loadAuditKey(dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'audit.key')
  try {
    if (!existsSync(file)) await create(file)
    await chmod(file, 0o600)
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url')
    if (key.length !== KEY_BYTES) throw new HostError('SETTINGS_INVALID', 'audit.key is not the key that Showrunner made', { file })
    return key
  } catch (cause) {
    if (cause instanceof HostError) throw cause
    throw new HostError('DATA_UNREADABLE', 'The key of the audit cannot be read or written', { file }, cause)
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
