import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { unlessAborted } from './cancel.ts'
import { readWhole } from './chunks.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'
import { withFile } from './with-file.ts'

/** Deno.readFile and Deno.readTextFile, for files up to MAX_WHOLE_BYTES. */
export function createReading(parts: DenoParts) {
  const pathOf = createPaths(parts)

  async function readFile(path: string | URL, { signal }: Deno.ReadFileOptions = {}): Promise<Uint8Array> {
    const from = pathOf(path)
    return unlessAborted(signal, (check) =>
      withFile(parts, { path: from, how: { read: true } }, (id) =>
        readWhole(
          async () => {
            check()
            return (await parts.call('file.read', [id, MAX_CHUNK_BYTES])).bytes
          },
          `The file ${JSON.stringify(from)}`,
        ),
      ),
    )
  }

  return {
    readFile,
    async readTextFile(path: string | URL, options?: Deno.ReadFileOptions): Promise<string> {
      const Decoder = parts.web<typeof TextDecoder>('TextDecoder')
      // Deno leaves a byte order mark where it is.
      return new Decoder('utf-8', { ignoreBOM: true }).decode(await readFile(path, options))
    },
  }
}
