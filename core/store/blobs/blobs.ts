import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Blobs } from '../store.ts'
import { assertBlob, KINDS, readName } from './kinds.ts'
import { createShelf, type Kept, type ShelfLimits } from './shelf.ts'

const MIB = 1024 * 1024
export const MAX_BLOB_BYTES = 8 * MIB

const LIMITS: ShelfLimits = { maxBytes: 512 * MIB, pluginBytes: 256 * MIB, maxBlobs: 20_000, unusedMs: 24 * 3_600_000 }
/** A use is noted on the disk when the last one there is older. */
const NOTED_MS = 60_000

type Parts = {
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Logger
  readonly limits?: Partial<ShelfLimits>
}

/**
 * Sounds and pictures below `data/blobs`, each under the SHA-256 of its bytes. They may go at any time: what was not used for a day goes, and before
 * that what was used longest ago when there are more than 512 MB or 20,000; of a plugin with more than 256 MB, its own. What was there before the
 * host started is nobody's, is read once through before it is served, and goes when it is not what its name says.
 */
export async function openBlobs({ dataDir, clock, log, limits }: Parts): Promise<Blobs> {
  const folder = join(dataDir, 'blobs')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const shelf = createShelf({ ...LIMITS, ...limits })
  for (const [name, blob] of await readFolder(folder)) shelf.note(name, blob)
  await makeRoom({ but: '' })

  async function remove(name: string): Promise<void> {
    shelf.drop(name)
    await rm(join(folder, name), { force: true }).catch((error) => log.warn({ error: String(error) }, 'A blob could not be removed'))
  }

  async function makeRoom(of: { readonly plugin?: string; readonly but: string }): Promise<void> {
    await Promise.all(shelf.clear(clock.wallTime(), of).map(remove))
  }

  async function write(name: string, bytes: Uint8Array): Promise<void> {
    const draft = join(folder, `.${randomUUID()}`)
    try {
      await writeFile(draft, bytes, { mode: 0o600 })
      await rename(draft, join(folder, name))
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }

  /** Whether it still is what was put; reads it whole when nobody did since the host started. */
  async function isWhole(name: string, { bytes, isProved }: Kept): Promise<boolean> {
    const path = join(folder, name)
    const size = await stat(path).then(
      (file) => file.size,
      () => -1,
    )
    if (size !== bytes || isProved) return size === bytes
    return hashOf(await readFile(path)) === readName(name)?.hash
  }

  async function used(name: string, blob: Kept): Promise<void> {
    const now = clock.wallTime()
    shelf.note(name, { ...blob, usedAt: now, isProved: true })
    if (now - blob.usedAt < NOTED_MS) return
    const at = new Date(now)
    // Only for the next start; the blob may have gone meanwhile.
    await utimes(join(folder, name), at, at).catch(() => undefined)
  }

  return {
    async put(plugin, bytes, type) {
      if (bytes.length > MAX_BLOB_BYTES) throw new TypeError(`A blob has at most ${MAX_BLOB_BYTES / MIB} MiB`)
      assertBlob(bytes, type)
      const name = `${hashOf(bytes)}.${KINDS[type].end}`
      const known = shelf.get(name)
      if (!known || !(await isWhole(name, known))) await write(name, bytes)
      await used(name, { bytes: bytes.length, usedAt: known?.usedAt ?? clock.wallTime(), isProved: true, plugin })
      await makeRoom({ plugin, but: name })
      return name
    },
    async find(name) {
      const told = readName(name)
      const blob = shelf.get(name)
      if (!told || !blob) return undefined
      if (!(await isWhole(name, blob))) {
        log.warn({ blob: name }, 'A blob was damaged and is gone')
        await remove(name)
        return undefined
      }
      await used(name, blob)
      return { path: join(folder, name), bytes: blob.bytes, type: told.type }
    },
    async clear() {
      await Promise.all(shelf.names().map(remove))
    },
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The blobs of a folder, the longest unused first. What is no blob, such as a draft of a host that was killed, goes. */
async function readFolder(folder: string): Promise<readonly (readonly [string, Kept])[]> {
  const blobs: [string, Kept][] = []
  for (const name of await readdir(folder)) {
    const { size, mtimeMs } = await stat(join(folder, name))
    if (readName(name)) blobs.push([name, { bytes: size, usedAt: mtimeMs, isProved: false }])
    else await rm(join(folder, name), { recursive: true, force: true })
  }
  return blobs.sort(([, one], [, other]) => one.usedAt - other.usedAt)
}
