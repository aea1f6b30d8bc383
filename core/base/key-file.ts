import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HostError } from './errors.ts'
import { writeWhole } from './write-whole.ts'

type KeyOptions = {
  /** Names it in the sentence of DATA_UNREADABLE. */
  readonly what: string
  /** What has to be done with a new key before its file is there. */
  readonly beforeNew?: (key: Buffer) => Promise<void>
}

const KEY_BYTES = 32

/** Reads a key of 32 bytes from a file, or makes it; only its owner can read it. Rejects with DATA_UNREADABLE or SETTINGS_INVALID. */
export async function loadKeyFile(file: string, { what, beforeNew }: KeyOptions): Promise<Buffer> {
  try {
    if (!existsSync(file)) {
      const key = randomBytes(KEY_BYTES)
      await beforeNew?.(key)
      // Half a key would stop every later start.
      await writeWhole(file, `${key.toString('base64url')}\n`)
    }
    await chmod(file, 0o600)
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url')
    if (key.length !== KEY_BYTES) throw new HostError('SETTINGS_INVALID', `${basename(file)} is not the key that Showrunner made`, { file })
    return key
  } catch (cause) {
    if (cause instanceof HostError) throw cause
    throw new HostError('DATA_UNREADABLE', `The key of the ${what} cannot be read or written`, { file }, cause)
  }
}
