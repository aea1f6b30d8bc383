import type { FetchResponse } from '../../powers.ts'
import { MAX_CHUNK_BYTES } from '../../powers.ts'
import type { Aborts, WebAbortSignal } from './abort.ts'
import type { Bodies } from './body.ts'
import { pullOf } from './body-content.ts'
import type { Pull } from './byte-stream.ts'
import type { HeadersClass } from './headers.ts'
import type { Call } from './parts.ts'
import { readAhead } from './read-ahead.ts'
import type { Requests, WebRequest } from './request.ts'
import type { Responses } from './response.ts'

/** Bytes of a response that wait in the plugin before the network is asked to slow down. */
const AHEAD_BYTES = 256 * 1024
/** Requests of a plugin that may be under way at once; more are refused. */
const MAX_REQUESTS = 64

type Parts = {
  readonly call: Call
  readonly userAgent: string
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
  const { call, onAbort, take, Headers, pairsOf, Request, factsOf, respond, isEmptyStatus, userAgent } = parts
  let running = 0

  async function send(request: WebRequest, signal: WebAbortSignal | undefined) {
    if (running >= MAX_REQUESTS) throw new TypeError(`fetch failed: a plugin may have ${MAX_REQUESTS} requests under way`)
    running += 1
    const content = take(request)
    const body = content ? pullOf(content) : undefined
    const work = watch(signal, () => {
      running -= 1
    })
    try {
      return await work.race(exchange(request, body, work))
    } catch (error) {
      body?.cancel(error)
      work.cancel()
      work.end()
      throw failure(error, signal)
    }
  }

  async function exchange(request: WebRequest, body: Pull | undefined, work: Work) {
    const { value } = await call('fetch.open', [headOf(request, body !== undefined)])
    const { id } = value
    const cancel = () => void call('fetch.cancel', [id]).catch(() => {})
    work.onCancel(cancel)
    const sent = body ? upload(id, body) : undefined
    // A body that cannot be read ends the request; a server that does not want all of it does not.
    const failed = sent?.then(() => new Promise<never>(() => {}))
    const answered = call('fetch.response', [id])
    const head = await (failed ? Promise.race([answered, failed]) : answered)
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
    const isEmpty = head.isEmpty || isEmptyStatus(status)
    const pull = isEmpty ? undefined : readAhead(piecesOf(id, work), { maxBytes: AHEAD_BYTES, ended: work.end })
    if (pull) work.onAborted((reason) => pull.cancel(reason))
    else work.end()
    return respond({ url, status, statusText, redirected }, headers, pull ? { kind: 'pull', pull } : null)
  }

  function piecesOf(id: number, work: Work): Pull {
    return {
      async next() {
        const { bytes } = await call('fetch.read', [id]).catch((error) => {
          throw failure(error, undefined)
        })
        // A copy: what came may lie in memory that the worker writes into again.
        return bytes && bytes.byteLength > 0 ? new Uint8Array(bytes) : undefined
      },
      cancel: work.cancel,
    }
  }

  function headOf(request: WebRequest, hasBody: boolean) {
    const headers = new Headers(request.headers)
    if (!headers.has('accept')) headers.set('accept', '*/*')
    if (!headers.has('user-agent')) headers.set('user-agent', userAgent)
    return {
      url: request.url,
      method: request.method,
      headers: pairsOf(headers).map(([name, value]) => [name, value] as const),
      redirect: request.redirect,
      hasBody,
    }
  }

  /** One request's life: what to do when it is called off, and what when it is over. */
  function watch(signal: WebAbortSignal | undefined, over: () => void): Work {
    const cancels: (() => void)[] = []
    let listeners: ((reason: unknown) => void)[] = []
    let isOver = false
    let stop: (() => void) | undefined
    const end = () => {
      if (isOver) return
      isOver = true
      listeners = []
      stop?.()
      over()
    }
    const cancel = () => {
      for (const one of cancels.splice(0)) one()
    }
    stop =
      signal &&
      onAbort(signal, () => {
        cancel()
        for (const tell of listeners) tell(signal.reason)
      })
    return {
      end,
      cancel,
      onCancel(run) {
        if (signal?.aborted) run()
        else cancels.push(run)
      },
      onAborted: (run) => void listeners.push(run),
      race: (promise) =>
        new Promise((resolve, reject) => {
          listeners.push(reject)
          promise.then(resolve, reject)
        }),
    }
  }

  return (...given: [input: unknown, init?: unknown]) =>
    new Promise((resolve) => {
      const request = new Request(...given)
      const signal = factsOf(request)?.signal
      if (signal?.aborted) throw signal.reason
      resolve(send(request, signal))
    })
}

type Work = {
  end(): void
  cancel(): void
  onCancel(run: () => void): void
  onAborted(run: (reason: unknown) => void): void
  race<T>(promise: Promise<T>): Promise<T>
}

/** What a plugin is told: its own abort and a refusal as they are, the rest as fetch says it. */
function failure(error: unknown, signal: WebAbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  if (error instanceof TypeError || (error instanceof Error && error.name === 'NotCapable')) return error
  return new TypeError('fetch failed', { cause: error })
}
