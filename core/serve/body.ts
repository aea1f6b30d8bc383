import type { IncomingMessage } from 'node:http'
import { parseJson } from './json.ts'
import type { Limits } from './limits.ts'
import { type Problem, tooLarge } from './problem.ts'

type Body<T> = { readonly value: T } | Problem

/** Of requests that are being answered; a body comes once, and is asked for more often. */
const read = new WeakMap<IncomingMessage, Promise<Body<unknown>>>()

/** Reads the JSON of a request; an empty body counts as an empty object. */
export function readBody(incoming: IncomingMessage, limits: Limits): Promise<Body<unknown>> {
  const body = read.get(incoming) ?? readOnce(incoming, limits)
  read.set(incoming, body)
  return body
}

async function readOnce(incoming: IncomingMessage, { bodyBytes }: Limits): Promise<Body<unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Left open at an early end: the answer still has to go out on the same socket.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > bodyBytes) return tooLarge(bodyBytes)
      chunks.push(chunk)
    }
  } catch {
    return { code: 'REQUEST_INVALID', detail: 'The body ended early' }
  }
  return parseBody(Buffer.concat(chunks))
}

function parseBody(bytes: Buffer): Body<unknown> {
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
