import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'
import type { Behaviour } from './behaviour.ts'
import { speak } from './speak.ts'

/** A request as it came. */
export type Received = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

export type AiServer = Awaited<ReturnType<typeof startAiServer>>

/** All services at one address, on loopback, each at its own path. `behave` says what comes next; the last goes on for ever. Ends with the test. */
export async function startAiServer(t: Pick<TestContext, 'after'>, ...behaviours: readonly Behaviour[]) {
  const received: Received[] = []
  const { changed, until } = createWaiters()
  let next: readonly Behaviour[] = behaviours
  let closed = 0

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const text = await bodyOf(request)
    received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: JSON.parse(text || '{}') })
    const [behaviour = {}, ...rest] = next
    if (rest.length > 0) next = rest
    response.on('close', () => {
      if (!response.writableFinished) closed += 1
      changed()
    })
    changed()
    speak(request.url ?? '', received.at(-1)?.body ?? {}, behaviour, response)
  }

  const host = `127.0.0.1:${await serveHttp(t, (request, response) => void answer(request, response))}`
  return {
    host,
    url: `http://${host}`,
    received,
    until,
    /** Answers that whoever asked did not wait for. */
    closed: () => closed,
    behave(...behaviours: readonly Behaviour[]) {
      next = behaviours
    },
  }
}
