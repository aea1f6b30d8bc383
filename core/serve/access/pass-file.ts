import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Low } from 'lowdb'
import { HostError } from '../../base/errors.ts'
import { isObject } from '../../base/is-object.ts'
import { writeWhole } from '../../base/write-whole.ts'
import { isPass, type Pass } from './pass.ts'

type Kept = { readonly schemaVersion: '1'; readonly tokens: readonly Pass[] }

/** The passes of data/tokens.json, and what writes them whole or not at all. Rejects with SETTINGS_INVALID, STORE_FULL or DATA_UNREADABLE. */
export async function openPassFile(file: string): Promise<{ passes: readonly Pass[]; write(passes: readonly Pass[]): Promise<void> }> {
  const low = new Low<Kept>({ read: () => read(file), write: (kept) => write(file, kept) }, { schemaVersion: '1', tokens: [] })
  await low.read()
  /** What is to be written next; whoever comes meanwhile waits for the same write. */
  let next: Promise<void> | undefined
  let writing: Promise<unknown> = Promise.resolve()

  return {
    passes: low.data.tokens,
    write(passes) {
      low.data = { schemaVersion: '1', tokens: passes }
      next ??= writing.then(() => {
        next = undefined
        const written = low.write()
        // The failure is told to who asked; the write after it is tried all the same.
        writing = written.catch(() => undefined)
        return written
      })
      return next
    },
  }
}

async function read(file: string): Promise<Kept | null> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return undefined
    throw new HostError('DATA_UNREADABLE', 'The tokens cannot be read', { file }, cause)
  })
  if (text === undefined) return null
  const kept = parse(text)
  const tokens = isObject(kept) && kept.schemaVersion === '1' && Array.isArray(kept.tokens) ? kept.tokens : undefined
  if (!tokens?.every(isPass)) throw new HostError('SETTINGS_INVALID', 'The tokens are not as Showrunner wrote them', { file })
  return { schemaVersion: '1', tokens }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Through to the disk: what was revoked must not come back after a power cut. */
async function write(file: string, kept: Kept): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeWhole(file, `${JSON.stringify(kept, undefined, 2)}\n`)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new HostError('STORE_FULL', 'There is no room on the disk for the tokens', { file }, cause)
    throw new HostError('DATA_UNREADABLE', 'The tokens cannot be written', { file }, cause)
  }
}
