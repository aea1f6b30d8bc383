import type { IncomingMessage } from 'node:http'
import { parseJson } from './json.ts'
import type { Limits } from './limits.ts'
import type { Problem } from './problem.ts'

/** Reads the JSON of a request; an empty body counts as an empty object. */
export async function readBody(incoming: IncomingMessage, { bodyBytes }: Limits): Promise<{ readonly value: unknown } | Problem> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Left open at an early end: the answer still has to go out on the same socket.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > bodyBytes) return { code: 'BODY_TOO_LARGE' }
      chunks.push(chunk)
    }
  } catch {
    return { code: 'REQUEST_INVALID', detail: 'The body ended early' }
  }
  return parseBody(Buffer.concat(chunks))
}

function parseBody(bytes: Buffer): { readonly value: unknown } | Problem {
  if (bytes.length === 0) return { value: {} }
  const text = decode(bytes)
  const parsed = text === undefined ? { fault: 'Not UTF-8' } : parseJson(text)
  return 'fault' in parsed ? { code: 'BODY_INVALID', detail: parsed.fault } : parsed
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
