import type { IncomingMessage } from 'node:http'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'

type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }

const refused = (status: number, code: string, message: string, headers = {}): Answer => ({ status, headers, body: { code, message } })

/** As the documentation of Open Cloud names them. */
export const FAILURES = {
  limited: refused(429, 'RESOURCE_EXHAUSTED', 'Too many requests', { 'retry-after': '7' }),
  down: refused(503, 'UNAVAILABLE', 'The service is unavailable'),
  forbidden: refused(403, 'PERMISSION_DENIED', 'The API key has no permission'),
} satisfies Record<string, Answer>

/** Open Cloud's publishMessage for one universe; answers its address and what was published. */
export async function startOpenCloud(
  t: { after(end: () => void): void },
  { universeId, key }: { readonly universeId: string; readonly key: string },
) {
  const published: { readonly topic: string; readonly message: string }[] = []
  const failing: (keyof typeof FAILURES)[] = []
  const { changed, until } = createWaiters()

  async function answer(request: IncomingMessage): Promise<Answer> {
    const body = await jsonOf(request)
    if (request.headers['x-api-key'] !== key) return refused(401, 'UNAUTHENTICATED', 'The API key is invalid')
    if (request.method !== 'POST' || request.url !== `/cloud/v2/universes/${universeId}:publishMessage`)
      return refused(404, 'NOT_FOUND', 'Universe')
    const { topic, message } = Object(body) as { topic?: unknown; message?: unknown }
    if (typeof topic !== 'string' || topic.length < 1 || topic.length > 80) return refused(400, 'INVALID_ARGUMENT', 'topic')
    if (typeof message !== 'string' || message.length > 1024) return refused(400, 'INVALID_ARGUMENT', 'message')
    const failure = failing.shift()
    if (failure) return FAILURES[failure]
    published.push({ topic, message })
    changed()
    return { status: 200, body: {} }
  }

  const port = await serveHttp(t, async (request, response) => {
    const { status, headers = {}, body } = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  const host = `127.0.0.1:${port}`
  return {
    host,
    url: `http://${host}`,
    published,
    until: (enough: () => boolean) => until(enough),
    fail: (how: keyof typeof FAILURES) => void failing.push(how),
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const text = await bodyOf(request)
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
