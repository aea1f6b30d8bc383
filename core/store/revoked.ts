import { readFile } from 'node:fs/promises'
import type { Revoked } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { validate } from '../base/validate.ts'

/** The list of plugins that must not run. */
export type RevokedFile = {
  /** As last read, and valid. */
  current(): Revoked
  /** Reads the file again. Rejects with SETTINGS_INVALID or DATA_UNREADABLE; `current` then stays. */
  reload(): Promise<Revoked>
}

/** Opens the list; empty while there is no file. Rejects with SETTINGS_INVALID or DATA_UNREADABLE. */
export async function openRevoked(file: string): Promise<RevokedFile> {
  let current = await read(file)
  return {
    current: () => current,
    async reload() {
      current = await read(file)
      return current
    },
  }
}

async function read(file: string): Promise<Revoked> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return '[]'
    throw new HostError('DATA_UNREADABLE', 'The list of revoked plugins cannot be read', { file }, cause)
  })
  const verdict = validate('revoked', parsed(text, file))
  if (!verdict.ok) throw new HostError('SETTINGS_INVALID', `${file}: ${verdict.message}`, { file, field: verdict.pointer })
  return verdict.value
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new HostError('SETTINGS_INVALID', `${file} is not JSON`, { file }, cause)
  }
}
