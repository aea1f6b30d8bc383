import type { Readable } from 'node:stream'
import type { Clock } from '../../../base/clock.ts'
import { type FetchResponse, MAX_CHUNK_BYTES } from '../../powers.ts'
import { PowerError } from '../power.ts'
import { fetchFailure } from './failures.ts'
import { createBody } from './fetch-body.ts'
import type { HopAnswer } from './fetch-hop.ts'
import { redirected } from './fetch-redirect.ts'
import type { FetchPlan, Request } from './fetch-request.ts'
import { createUpload, type Upload } from './fetch-upload.ts'
import type { Pull } from './pull.ts'
import { createWatch, orAborted, timedOut } from './waiting.ts'

/** Decoded, in bytes. */
const MAX_RESPONSE_BYTES = 100 * 1024 * 1024
const SILENCE_MS = 30_000
const MAX_REDIRECTS = 20
const EMPTY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304])

/** Sends one request of an exchange; see sendHop. */
export type Send = (
  request: Request,
  how: { readonly body: Readable | Uint8Array | null; readonly signal: AbortSignal },
) => Promise<HopAnswer>

/** One fetch: its redirects, its body up and its body down. */
export type Exchange = {
  start(): void
  write(bytes: Uint8Array): Promise<void>
  endBody(): void
  /** Rejects as fetch does. */
  response(): Promise<FetchResponse>
  /** The next part of the body, decoded; undefined at its end. */
  read(): Promise<Uint8Array | undefined>
  /** Nobody has read of it, though they could. */
  isUnread(): boolean
  end(): void
}

type Head = { readonly answer: HopAnswer; readonly request: Request; readonly hops: number }

export function createExchange({ plan, send, clock }: { readonly plan: FetchPlan; readonly send: Send; readonly clock: Clock }): Exchange {
  const ending = new AbortController()
  const what = `Fetch of ${plan.request.url.origin} failed`
  const watch = createWatch(clock, SILENCE_MS, () => abort(timedOut(what, SILENCE_MS)))
  const upload = plan.hasBody ? createUpload() : undefined
  let head: Promise<{ readonly response: FetchResponse; readonly body: Pull }> | undefined
  let isAnswered = false
  let isRead = false
  let bytesRead = 0

  function abort(reason: Error) {
    watch.stop()
    upload?.drop(reason)
    ending.abort(reason)
  }

  async function ask() {
    watch.restart()
    try {
      const { answer, request, hops } = await orAborted(ending.signal, follow({ plan, upload, send, signal: ending.signal }))
      upload?.forgive()
      return { response: responseOf({ answer, request, hops }), body: createBody(answer.body, answer.headers) }
    } catch (error) {
      const failure = fetchFailure(what, error)
      abort(failure)
      throw failure
    } finally {
      watch.stop()
      isAnswered = true
    }
  }

  function asked() {
    if (!head) throw new PowerError('BadResource', 'The request was not sent')
    return head
  }

  function count(bytes: Uint8Array) {
    bytesRead += bytes.length
    if (bytesRead <= MAX_RESPONSE_BYTES) return
    const mb = MAX_RESPONSE_BYTES / 1024 / 1024
    throw new PowerError('QuotaExceededError', `The response of ${plan.request.url.origin} is longer than ${mb} MB`)
  }

  async function readNext() {
    isRead = true
    const { body } = await asked()
    watch.restart()
    try {
      const bytes = await orAborted(ending.signal, body.next(MAX_CHUNK_BYTES))
      if (bytes) count(bytes)
      return bytes
    } catch (error) {
      throw fetchFailure(`Reading the response of ${plan.request.url.origin} failed`, error)
    } finally {
      watch.stop()
    }
  }

  return {
    start() {
      head = ask()
      // Whoever asks for the response hears of it.
      head.catch(() => {})
    },
    async write(bytes) {
      if (!upload) throw new PowerError('TypeError', 'The request has no body')
      await upload.write(bytes).catch((error: unknown) => {
        throw fetchFailure(what, error)
      })
      if (!isAnswered) watch.restart()
    },
    endBody: () => upload?.end(),
    response: async () => (await asked()).response,
    read: readNext,
    isUnread: () => isAnswered && !isRead,
    end: () => abort(new PowerError('Interrupted', 'The request was cancelled')),
  }
}

async function follow({
  plan,
  upload,
  send,
  signal,
}: {
  readonly plan: FetchPlan
  readonly upload: Upload | undefined
  readonly send: Send
  readonly signal: AbortSignal
}): Promise<Head> {
  let request = plan.request
  let body: Readable | Uint8Array | null = upload?.stream ?? null
  for (let hops = 0; ; hops += 1) {
    const answer = await send(request, { body, signal })
    const next = redirected(request, answer, plan.redirect)
    if (!next) return { answer, request, hops }
    if (hops === MAX_REDIRECTS) throw new PowerError('TypeError', `Maximum number of redirects (${MAX_REDIRECTS}) reached`)
    answer.body.destroy()
    body = upload && next.keepsBody ? again(upload) : null
    if (!body) upload?.forgive()
    request = next.request
  }
}

function again(upload: Upload): Uint8Array {
  const whole = upload.whole()
  if (!whole) throw new PowerError('TypeError', 'Can not redeliver a streaming request body after a redirect')
  return whole
}

function responseOf({ answer, request, hops }: Head): FetchResponse {
  const url = new URL(request.url)
  url.hash = ''
  return {
    status: answer.status,
    statusText: answer.statusText,
    url: url.href,
    redirected: hops > 0,
    headers: answer.headers,
    isEmpty: request.method === 'HEAD' || EMPTY.has(answer.status),
  }
}
