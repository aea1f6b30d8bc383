import type { OpenHow } from '../../powers.ts'
import { isBufferSource, viewOf } from '../web/bytes.ts'
import { unlessAborted } from './cancel.ts'
import { inChunks } from './chunks.ts'
import { bytesOf } from './duplex.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'
import { createTextParts } from './text-parts.ts'
import { withFile } from './with-file.ts'

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Deno.writeFile and Deno.writeTextFile. */
export function createWriting(parts: DenoParts) {
  const pathOf = createPaths(parts)
  const isStream = (data: unknown): data is ReadableStream<unknown> => data instanceof parts.web<typeof ReadableStream>('ReadableStream')
  const texts = createTextParts(parts)

  async function write(path: unknown, chunks: Chunks, options: Deno.WriteFileOptions): Promise<void> {
    const { append, create = true, createNew, mode, signal } = options
    const how = openHow({ append, create, createNew, mode })
    const to = pathOf(path)
    await unlessAborted(signal, (check) =>
      withFile(parts, { path: to, how }, async (id) => {
        for await (const part of chunks) {
          check()
          for (const chunk of inChunks(part)) await parts.call('file.write', [id], chunk)
        }
      }),
    )
  }

  return {
    async writeFile(path: string | URL, data: Uint8Array | ReadableStream<Uint8Array>, options: Deno.WriteFileOptions = {}): Promise<void> {
      await write(path, isStream(data) ? bytesOfEach(data) : [bytesOf(data)], options)
    },
    async writeTextFile(path: string | URL, data: string | ReadableStream<string>, options: Deno.WriteFileOptions = {}): Promise<void> {
      await write(path, isStream(data) ? texts.ofStream(data) : texts.ofText(String(data)), options)
    },
  }
}

async function* bytesOfEach(stream: ReadableStream<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    if (!isBufferSource(chunk)) throw new TypeError('Every chunk of the stream must be an ArrayBuffer or a view of one')
    yield viewOf(chunk)
  }
}

function openHow({ append, create, createNew, mode }: Omit<Deno.WriteFileOptions, 'signal'>): OpenHow {
  return {
    write: true,
    append: Boolean(append),
    truncate: !append,
    create: Boolean(create),
    createNew: Boolean(createNew),
    ...(mode === undefined || mode === null ? {} : { mode: Number(mode) }),
  }
}
