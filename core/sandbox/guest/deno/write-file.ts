import type { OpenHow } from '../../powers.ts'
import { isBufferSource, viewOf } from '../web/bytes.ts'
import { type Signal, unlessAborted } from './cancel.ts'
import { inChunks } from './chunks.ts'
import { bytesOf } from './duplex.ts'
import type { Inside } from './parts.ts'
import { createPaths } from './paths.ts'
import { createTextParts } from './text-parts.ts'
import { withFile } from './with-file.ts'

type Options = {
  readonly append?: boolean
  readonly create?: boolean
  readonly createNew?: boolean
  readonly mode?: number
  readonly signal?: Signal
}
type Parts = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Deno.writeFile and Deno.writeTextFile. */
export function createWriting(inside: Inside) {
  const pathOf = createPaths(inside)
  const isStream = (data: unknown): data is ReadableStream<unknown> => data instanceof inside.web<typeof ReadableStream>('ReadableStream')
  const texts = createTextParts(inside)

  async function write(path: unknown, parts: Parts, options: Options): Promise<void> {
    const { append, create = true, createNew, mode, signal } = options
    const how = openHow({ append, create, createNew, mode })
    const to = pathOf(path)
    await unlessAborted(signal, (check) =>
      withFile(inside, { path: to, how }, async (id) => {
        for await (const part of parts) {
          check()
          for (const chunk of inChunks(part)) await inside.call('file.write', [id], chunk)
        }
      }),
    )
  }

  return {
    async writeFile(path: string | URL, data: Uint8Array | ReadableStream<Uint8Array>, options: Options = {}): Promise<void> {
      await write(path, isStream(data) ? bytesOfEach(data) : [bytesOf(data)], options)
    },
    async writeTextFile(path: string | URL, data: string | ReadableStream<string>, options: Options = {}): Promise<void> {
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

function openHow(options: { readonly [K in keyof Options]: Options[K] | undefined }): OpenHow {
  const { append = false, create, createNew = false, mode } = options
  return {
    write: true,
    append: Boolean(append),
    truncate: !append,
    create: Boolean(create),
    createNew: Boolean(createNew),
    ...(mode === undefined || mode === null ? {} : { mode: Number(mode) }),
  }
}
