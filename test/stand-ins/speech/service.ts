import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { serveHttp } from '../../support/web-server.ts'

/** What was asked of a stand-in. */
export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Answered = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export type Service<F extends string> = {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Answers so in place of what it should, so many times. */
  fail(failure: F, times?: number): void
  /** Answers only once this is resolved. */
  hold(until: Promise<unknown>): void
  /** The most requests that were being answered at once. */
  readonly mostAtOnce: () => number
}

export type ServiceOptions<F extends string> = {
  readonly answer: (asked: Asked) => Answered
  readonly failures: Readonly<Record<F, Answered>>
}

/** A server for one test that notes what it is asked. */
export async function serveService<F extends string>(t: TestContext, { answer, failures }: ServiceOptions<F>): Promise<Service<F>> {
  const asked: Asked[] = []
  const failing: F[] = []
  let held: Promise<unknown> = Promise.resolve()
  let now = 0
  let most = 0

  async function respond(request: IncomingMessage, response: ServerResponse) {
    now += 1
    most = Math.max(most, now)
    const one = await read(request)
    asked.push(one)
    await held
    const failure = failing.shift()
    const { status, headers = {}, body } = failure === undefined ? answer(one) : failures[failure]
    now -= 1
    response.writeHead(status, headers).end(body)
  }

  const port = await serveHttp(t, (request, response) => void respond(request, response))
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    fail: (failure, times = 1) => void failing.push(...new Array<F>(times).fill(failure)),
    hold: (until) => {
      held = until
    },
    mostAtOnce: () => most,
  }
}

/** An answer in JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answered {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

/** What services and their proxies answer in place of themselves. */
export const PAGE: Answered = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sorry</title>' }

async function read(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const url = new URL(request.url ?? '/', 'http://stand.in')
  const { method = '', headers } = request
  return { method, path: decodeURIComponent(url.pathname), query: url.searchParams, headers, body: Buffer.concat(parts).toString() }
}
