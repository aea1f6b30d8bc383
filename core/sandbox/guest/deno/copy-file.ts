import { MAX_CHUNK_BYTES } from '../../powers.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'
import { withFile } from './with-file.ts'

/** The part of a file's mode that says who may do what with it. */
const PERMISSION_BITS = 0o777

/** Deno.copyFile: the contents, and the mode where the copy is a new file. */
export function createCopyFile(parts: DenoParts) {
  const { call } = parts
  const pathOf = createPaths(parts)

  /** Where it really is; undefined when it is not there, or may not be read and so is not what is copied. */
  async function placeOf(path: string): Promise<string | undefined> {
    if ((await call('permissions.query', [{ name: 'read', path }])).value !== 'granted') return undefined
    return (await call('file.realPath', [path]).catch(() => undefined))?.value
  }

  async function copy(from: string, to: string, mode: number | null): Promise<void> {
    await withFile(parts, { path: from, how: { read: true } }, (input) =>
      withFile(parts, { path: to, how: copyHow(mode) }, async (output) => {
        const next = async () => (await call('file.read', [input, MAX_CHUNK_BYTES])).bytes
        for (let chunk = await next(); chunk && chunk.byteLength > 0; chunk = await next()) await call('file.write', [output], chunk)
      }),
    )
  }

  return async (from: string | URL, to: string | URL): Promise<void> => {
    const [source, target] = [pathOf(from), pathOf(to)]
    const { mode } = (await call('file.stat', [source, { followLinks: true }])).value
    const [there, here] = await Promise.all([placeOf(source), placeOf(target)])
    // Opening the copy would empty the file.
    if (here !== undefined && here === there) throw new TypeError(`${JSON.stringify(source)} cannot be copied onto itself`)
    await copy(source, target, mode)
  }
}

function copyHow(mode: number | null) {
  return { write: true, create: true, truncate: true, ...(mode === null ? {} : { mode: mode & PERMISSION_BITS }) }
}
