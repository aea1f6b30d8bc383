import type { ServerResponse } from 'node:http'
import { openBody } from '../file-body.ts'
import { OPEN_HEADERS, SECURITY_HEADERS } from '../policy.ts'
import { readRange } from '../range.ts'
import type { BlobFile, ServeParts } from '../serve.ts'
import type { Answer, Route } from './route.ts'

/**
 * GET /blobs/<hash>.<end>: sounds and pictures that plugins put. Open to everybody whom the guard lets through, because an audio element shows no key;
 * nobody guesses a SHA-256, and who has one got it from an event that took a key.
 */
export function blobRoutes({ blobs }: Pick<ServeParts, 'blobs'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/blobs/:name',
      allow: 'everyone',
      operation: 'page',
      async handle(context) {
        const name = context.req.param('name') ?? ''
        const found = await blobs.find(name)
        if (!found) return undefined
        const headers = headersOf(found, name)
        if (context.req.header('if-none-match') === headers.etag) return new Response(null, { status: 304, headers })
        return answer(found, { headers, range: context.req.header('range'), outgoing: context.env.outgoing })
      },
    },
  ]
}

const headersOf = ({ type }: BlobFile, name: string) => ({
  'content-type': type,
  // The same address is always the same bytes.
  'cache-control': 'private, max-age=86400, immutable',
  'accept-ranges': 'bytes',
  'content-security-policy': SECURITY_HEADERS['content-security-policy'],
  etag: `"${name}"`,
  ...OPEN_HEADERS,
})

async function answer(
  { path, bytes }: BlobFile,
  {
    headers,
    range: asked,
    outgoing,
  }: { readonly headers: Readonly<Record<string, string>>; readonly range: string | undefined; readonly outgoing: ServerResponse },
): Promise<Answer> {
  const range = readRange(asked, bytes)
  if (range === 'none') return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes}` } })
  const { start, end } = range ?? { start: 0, end: bytes - 1 }
  // It may have made room for another since it was found.
  const body = await openBody(path, { outgoing, start, end })
  if (!body) return undefined
  const described = { ...headers, 'content-length': String(end - start + 1) }
  if (!range) return new Response(body, { headers: described })
  return new Response(body, { status: 206, headers: { ...described, 'content-range': `bytes ${start}-${end}/${bytes}` } })
}
