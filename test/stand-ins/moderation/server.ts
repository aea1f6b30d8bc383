import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { bodyOf, serveHttp } from '../../support/web-server.ts'

export type Asked = { readonly path: string; readonly authorization: string | undefined; readonly body: Record<string, unknown> }

/** Scores by category, or what goes wrong. */
export type Mood = Readonly<Record<string, number>> | 'wrong key' | 'busy' | 'page' | 'silent'

const CATEGORIES = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'self-harm',
  'sexual',
  'sexual/minors',
  'violence',
  'illicit',
]

/** A service on loopback; ends with the test. */
export async function startModerationService(t: Pick<TestContext, 'after'>, first: Mood = {}) {
  const asked: Asked[] = []
  let mood = first

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const body = JSON.parse((await bodyOf(request)) || '{}')
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization, body })
    if (mood === 'silent') return
    if (mood === 'page') return response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>')
    if (typeof mood === 'string') {
      const error = { message: mood, type: 'invalid_request_error', param: null, code: null }
      return response.writeHead(mood === 'busy' ? 429 : 401, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(verdictOf(mood)))
  }

  const host = `127.0.0.1:${await serveHttp(t, (request, response) => void answer(request, response))}`
  return {
    host,
    url: `http://${host}/v1`,
    asked,
    become(next: Mood) {
      mood = next
    },
  }
}

function verdictOf(scores: Readonly<Record<string, number>>) {
  const all = Object.fromEntries(CATEGORIES.map((category) => [category, scores[category] ?? 0.001]))
  const categories = Object.fromEntries(CATEGORIES.map((category) => [category, (all[category] ?? 0) >= 0.5]))
  const types = Object.fromEntries(CATEGORIES.map((category) => [category, ['text']]))
  const result = { flagged: Object.values(categories).some(Boolean), categories, category_scores: all, category_applied_input_types: types }
  return { id: 'modr-1', model: 'omni-moderation-latest', results: [result] }
}
