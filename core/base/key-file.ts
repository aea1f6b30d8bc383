import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HostError } from './errors.ts'

const KEY_BYTES = 32

/** Reads a key of 32 bytes from a file, or makes it; only its owner can read it. `what` names it in the sentence of DATA_UNREADABLE. Rejects with that or SETTINGS_INVALID. */
export async function loadKeyFile(file: string, what: string): Promise<Buffer> {
  try {
    if (!existsSync(file)) await create(file)
    await chmod(file, 0o600)
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url')
    if (key.length !== KEY_BYTES) throw new HostError('SETTINGS_INVALID', `${basename(file)} is not the key that Showrunner made`, { file })
    return key
  } catch (cause) {
    if (cause instanceof HostError) throw cause
    throw new HostError('DATA_UNREADABLE', `The key of the ${what} cannot be read or written`, { file }, cause)
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
