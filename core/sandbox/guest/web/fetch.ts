import type { FetchResponse } from '../../powers.ts'
import { MAX_CHUNK_BYTES } from '../../powers.ts'
import type { Aborts, WebAbortSignal } from './abort.ts'
import type { Bodies } from './body.ts'
import { type Content, pullOf } from './body-content.ts'
import type { Pull } from './byte-stream.ts'
import type { DataUrls } from './data-url.ts'
import { createWork, type Work } from './fetch-work.ts'
import type { HeadersClass } from './headers.ts'
import type { Call } from './parts.ts'
import { readAhead } from './read-ahead.ts'
import type { Requests, WebRequest } from './request.ts'
import type { Responses } from './response.ts'
import { createSlots } from './slots.ts'

/** Bytes of a response that wait in the plugin before the network is asked to slow down. */
const AHEAD_BYTES = 256 * 1024
/** Requests of a plugin that are under way at once, a little below what the core allows; so many others wait. */
const AT_ONCE = { slots: 30, waiting: 1_000 }

type Parts = {
  readonly call: Call
  readonly userAgent: string
  readonly dataUrl: DataUrls
} & Pick<Aborts, 'onAbort'> &
  Pick<Bodies, 'take'> &
  Pick<HeadersClass, 'Headers' | 'pairsOf'> &
  Pick<Requests, 'Request' | 'factsOf'> &
  Pick<Responses, 'respond' | 'isEmptyStatus'>

/**
 * fetch. Rejects with what its signal was aborted with, with an Error named NotCapable when the plugin was not granted the host, and
 * with TypeError 'fetch failed' and its cause when the network fails.
 */
export function createFetch(parts: Parts) {
  const { call, onAbort, take, Headers, pairsOf, Request, factsOf, respond, isEmptyStatus, userAgent, dataUrl } = parts
  const slots = createSlots(AT_ONCE)
  const ask = <T>(answer: Promise<T>) =>
    answer.catch((error) => {
      throw failure(error)
    })

  function fromData(url: string) {
    const data = dataUrl(url)
    if (!data) throw new TypeError('fetch failed', { cause: new TypeError('The data: URL is malformed') })
    const headers = new Headers({ 'content-type': data.type })
    return respond({ url: url.replace(/#.*$/s, ''), status: 200, statusText: 'OK', redirected: false }, headers, {
      kind: 'bytes',
      bytes: data.bytes,
    })
  }

  async function send(request: WebRequest, signal: WebAbortSignal | undefined) {
    const content = take(request)
    const body = content ? pullOf(content) : undefined
    const work = createWork({ onAbort }, signal)
    try {
      return await work.race(exchange(request, content, body, work))
    } catch (error) {
      body?.cancel(error)
      work.cancel()
      work.end()
      throw signal?.aborted ? signal.reason : error
    }
  }

  async function exchange(request: WebRequest, content: Content | null, body: Pull | undefined, work: Work) {
    await slots.take()
    work.onEnd(slots.release)
    if (work.isOver()) throw new TypeError('The request was called off')
    const { value } = await ask(call('fetch.open', [headOf(request, content)]))
    const { id } = value
    work.onCancel(() => void call('fetch.cancel', [id]).catch(() => {}))
    const answered = ask(call('fetch.response', [id]))
    // A body that cannot be read ends the request; a server that does not want all of it does not.
    const unreadable = body && upload(id, body).then(() => new Promise<never>(() => {}))
    const head = await (unreadable ? Promise.race([answered, unreadable]) : answered)
    return receive(id, head.value, work)
  }

  async function upload(id: number, body: Pull) {
    for (let piece = await body.next(); piece; piece = await body.next())
      for (let at = 0; at < piece.byteLength; at += MAX_CHUNK_BYTES) {
        const sent = await call('fetch.write', [id], piece.slice(at, at + MAX_CHUNK_BYTES)).then(
          () => true,
          () => false,
        )
        // Whatever went wrong, the answer tells it, and there may be a good one.
        if (!sent) return body.cancel(new TypeError('The server takes no more of the body'))
      }
    await call('fetch.endBody', [id]).catch(() => {})
  }

  function receive(id: number, head: FetchResponse, work: Work) {
    const { url, status, statusText, redirected } = head
    const headers = new Headers(head.headers.map(([name, value]) => [name, value]))
    if (!head.isEmpty && !isEmptyStatus(status)) {
      const pull = bodyOf(id, work)
      work.onAborted((reason) => pull.cancel(reason))
      return respond({ url, status, statusText, redirected }, headers, { kind: 'pull', pull })
    }
    work.end()
    return respond({ url, status, statusText, redirected }, headers, null)
  }

  function bodyOf(id: number, work: Work): Pull {
    const pieces: Pull = {
      async next() {
        const { bytes } = await ask(call('fetch.read', [id]))
        // A copy: what came may lie in memory that the worker writes into again.
        return bytes && bytes.byteLength > 0 ? new Uint8Array(bytes) : undefined
      },
      cancel: work.cancel,
    }
    const drop = () => ahead.cancel(new TypeError('The body was dropped: nobody read it, and others waited for their turn'))
    work.onEnd(() => slots.unpark(drop))
    const ahead = readAhead(pieces, {
      maxBytes: AHEAD_BYTES,
      ended: work.end,
      idle: () => slots.park(drop),
      touched: () => slots.unpark(drop),
    })
    return ahead
  }

  function headOf(request: WebRequest, content: Content | null) {
    const headers = new Headers(request.headers)
    if (!headers.has('accept')) headers.set('accept', '*/*')
    if (!headers.has('user-agent')) headers.set('user-agent', userAgent)
    if (content?.kind === 'bytes') headers.set('content-length', content.bytes.byteLength)
    const { url, method, redirect } = request
    return { url, method, redirect, headers: pairsOf(headers).map(([name, value]) => [name, value] as const), hasBody: content !== null }
  }

  return (...given: [input: unknown, init?: unknown]) =>
    new Promise((resolve) => {
      const request = new Request(...given)
      const signal = factsOf(request)?.signal
      if (signal?.aborted) throw signal.reason
      resolve(request.url.startsWith('data:') ? fromData(request.url) : send(request, signal))
    })
}

/** What a plugin is told: a refusal as it is, the rest as fetch says it, with what happened as its cause. */
function failure(error: unknown): unknown {
  return error instanceof Error && error.name === 'NotCapable' ? error : new TypeError('fetch failed', { cause: error })
}
