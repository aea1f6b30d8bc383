import { MAX_CHUNK_BYTES, type ServedRequest } from '../../powers.ts'
import type { Pull } from '../web/byte-stream.ts'
import type { Taken } from '../web/serving.ts'
import { addressOf } from './at.ts'
import { inChunks } from './chunks.ts'
import type { DenoParts } from './parts.ts'
import type { Upgrades } from './upgrade.ts'

type How = { readonly handler: Deno.ServeHandler; readonly onError: (error: unknown) => Response | Promise<Response> }

/** Has a handler answer one request of a server. The promise never rejects. */
export function createAnswering({ call, serving, web, harden }: DenoParts, upgrades: Upgrades) {
  return async (asked: ServedRequest, { handler, onError }: How): Promise<void> => {
    const { id } = asked
    const request = requestOf(asked)
    let settle = { resolve: () => {}, reject: (_: unknown) => {} }
    const completed = new Promise<void>((resolve, reject) => {
      settle = { resolve, reject }
    })
    // Who wants to know looks at it.
    completed.catch(() => {})
    try {
      const info = harden({ remoteAddr: addressOf(asked.remoteAddr), completed })
      await reply(id, await answerOf(() => handler(request, info), onError))
      settle.resolve()
    } catch (error) {
      settle.reject(error)
    } finally {
      upgrades.over(id)
    }
  }

  function requestOf(asked: ServedRequest): Request {
    const { id } = asked
    web('Request')
    const pull: Pull = {
      async next() {
        const { bytes } = await call('serve.read', [id])
        // A copy: what came may lie in memory that the worker writes into again.
        return bytes && bytes.byteLength > 0 ? new Uint8Array(bytes) : undefined
      },
      cancel: () => {},
    }
    const gone = () =>
      call('serve.gone', [id]).then(
        ({ value }) => value,
        () => false,
      )
    // The realm's own class is that of the types.
    const request = serving().requestOf(asked, { gone, ...(asked.hasBody && { pull }) }) as unknown as Request
    upgrades.note(request, id)
    return request
  }

  /** What the handler answers, taken apart while its errors are still answered. */
  async function answerOf(handle: () => Response | Promise<Response>, onError: How['onError']) {
    try {
      return read(await handle())
    } catch (error) {
      return read(await onError(error))
    }
  }

  function read(response: unknown) {
    const upgrade = upgrades.of(response)
    return upgrade ? { upgrade } : { taken: serving().taken(response) }
  }

  async function reply(id: number, { upgrade, taken }: Partial<ReturnType<typeof read>> & { readonly taken?: Taken }) {
    if (upgrade) return upgrade.shake()
    if (!taken) return
    const { head, bytes, pull } = taken
    const isShort = !pull && (bytes?.byteLength ?? 0) <= MAX_CHUNK_BYTES
    await call('serve.answer', [id, { ...head, hasBody: !isShort }], isShort ? bytes : undefined)
    if (pull) return stream(id, pull)
    if (!isShort && bytes) return send(id, inChunks(bytes))
  }

  async function send(id: number, parts: Iterable<Uint8Array>) {
    for (const part of parts) await call('serve.write', [id], part)
    await call('serve.end', [id])
  }

  /** Sends the parts as they come, until the other side goes away. */
  async function stream(id: number, pull: Pull) {
    const gone = call('serve.gone', [id]).then(({ value }) => {
      if (value) pull.cancel(new TypeError('The other side went away'))
    })
    gone.catch(() => {})
    try {
      for (let piece = await pull.next(); piece; piece = await pull.next())
        for (const part of inChunks(piece)) await call('serve.write', [id], part)
    } catch (error) {
      pull.cancel(error)
      await call('serve.abort', [id]).catch(() => {})
      throw error
    }
    await call('serve.end', [id])
  }
}
