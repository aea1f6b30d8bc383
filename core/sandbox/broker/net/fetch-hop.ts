import type { Readable } from 'node:stream'
import type { Agent } from 'undici'
import type { Header } from './fetch-headers.ts'
import type { Request } from './fetch-request.ts'

/** The head of a response, with its body still to come. */
export type HopAnswer = {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly Header[]
  readonly body: Readable
}

/** Sends one request, and follows nothing. Its time-outs are the caller's. */
export async function sendHop(
  agent: Agent,
  { url, method, headers }: Request,
  { body, signal }: { readonly body: Readable | Uint8Array | null; readonly signal: AbortSignal },
): Promise<HopAnswer> {
  const answer = await agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    // undici takes every method; its types know the common ones.
    method: method as 'GET',
    headers: headers.flat(),
    body: body instanceof Uint8Array ? Buffer.from(body) : body,
    signal,
    responseHeaders: 'raw',
  })
  // A body that breaks while nobody reads it must not take the core with it.
  answer.body.on('error', () => {})
  return { status: answer.statusCode, statusText: answer.statusText, headers: pairs(answer.headers), body: answer.body }
}

/** Names and values by turns, as undici gives raw headers whatever its types say. */
function pairs(raw: unknown): readonly Header[] {
  if (!Array.isArray(raw)) return []
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[String(name).toLowerCase(), String(raw[index + 1])] as const] : []))
}
