import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'
import { faultsOf, type Message } from './limits.ts'

/** How Discord is today: a pause in seconds, for this webhook or for all, or what is wrong. `last` says that the bucket is empty now. */
export type Mood = 'well' | 'last' | 'gone' | 'wrong token' | 'away' | { readonly pause: number; readonly global?: true }

export type Asked = { readonly path: string; readonly message: Message }

const ID = '1001'
const TOKEN = 'secret-Token_1'

/** Discord's webhooks on loopback; ends with the test. */
export async function startDiscord(t: Pick<TestContext, 'after'>) {
  const asked: Asked[] = []
  const taken: Message[] = []
  const { changed, until } = createWaiters()
  let moods: readonly Mood[] = []

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const message: Message = JSON.parse((await bodyOf(request)) || '{}')
    const url = new URL(request.url ?? '/', 'http://discord')
    const [mood = 'well', ...others] = moods
    moods = others
    asked.push({ path: `${url.pathname}${url.search}`, message })
    respond({ url, message, mood, response })
    changed()
  }

  function respond({ url, message, mood, response }: { url: URL; message: Message; mood: Mood; response: ServerResponse }) {
    const say = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    if (mood === 'away') return response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Service Unavailable</h1>')
    if (mood === 'gone' || !url.pathname.startsWith(`/api/webhooks/${ID}/`)) return say(404, { message: 'Unknown Webhook', code: 10015 })
    if (mood === 'wrong token' || url.pathname !== `/api/webhooks/${ID}/${TOKEN}`)
      return say(401, { message: 'Invalid Webhook Token', code: 50027 })
    if (typeof mood === 'object') return say(429, ...busy(mood))
    const faults = faultsOf(message)
    if (faults.length > 0) return say(400, { message: 'Invalid Form Body', code: 50035, errors: faults })
    taken.push(message)
    const bucket = {
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': mood === 'last' ? '0' : '4',
      'x-ratelimit-reset-after': '0.25',
      'x-ratelimit-bucket': 'abcd',
    }
    if (url.searchParams.get('wait') === 'true') return say(200, { id: String(taken.length), type: 0, ...message }, bucket)
    return response.writeHead(204, bucket).end()
  }

  const host = `127.0.0.1:${await serveHttp(t, (request, response) => void answer(request, response))}`
  return {
    host,
    url: `http://${host}/api/webhooks/${ID}/${TOKEN}`,
    asked,
    taken,
    until,
    /** What the next requests meet, one each; well after them. */
    become: (...next: readonly Mood[]) => {
      moods = next
    },
  }
}

function busy({ pause, global }: { readonly pause: number; readonly global?: true }) {
  const scope = global ? { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' } : { 'x-ratelimit-scope': 'user' }
  const headers = {
    'retry-after': String(Math.ceil(pause)),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset-after': String(pause),
    ...scope,
  }
  return [{ message: 'You are being rate limited.', retry_after: pause, global: global === true }, headers] as const
}
