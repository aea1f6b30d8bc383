import type { IncomingMessage } from 'node:http'
import { MAX_HEAD_BYTES } from '../fetch-headers.ts'
import { readHostPort } from '../hosts.ts'
import { LOOPBACK } from './at.ts'

/** Longest body of a request. */
export const MAX_BODY_BYTES = 1024 * 1024
const MAX_HEADERS = 100
const METHODS_OF_NOBODY: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

/** What is answered to who may not ask: a status and a sentence. */
export type Problem = { readonly status: number; readonly sentence: string }

/**
 * Why a request is refused before a plugin sees it, or nothing. The Host has to be this machine, so that no name of somebody else's leads
 * a browser here; and a page may ask only when it is the server's own, or of an allowed origin.
 */
export function whyRefused(request: IncomingMessage, allowOrigins: readonly string[]): Problem | undefined {
  return checkSize(request) ?? checkHost(request) ?? checkOrigin(request, allowOrigins) ?? checkTarget(request)
}

/** The address as the request says it. */
export const urlOf = ({ headers, url = '/' }: IncomingMessage) => `http://${headers.host}${url}`

function checkSize({ rawHeaders, headers }: IncomingMessage): Problem | undefined {
  if (rawHeaders.length / 2 > MAX_HEADERS) return { status: 431, sentence: `A request has at most ${MAX_HEADERS} headers` }
  const isLong = Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES
  return isLong ? { status: 413, sentence: `A body has at most ${MAX_BODY_BYTES} bytes` } : undefined
}

function checkHost({ headersDistinct }: IncomingMessage): Problem | undefined {
  const hosts = headersDistinct.host ?? []
  const isOurs = hosts.length === 1 && hosts.every((host) => LOOPBACK.has(readHostPort(host)?.hostname ?? ''))
  return isOurs ? undefined : { status: 403, sentence: 'The Host of a request must be 127.0.0.1, [::1] or localhost' }
}

function checkOrigin({ headers, headersDistinct }: IncomingMessage, allowOrigins: readonly string[]): Problem | undefined {
  const origins = headersDistinct.origin ?? []
  const isAllowed = (origin: string) => origin === `http://${headers.host}` || allowOrigins.some((allowed) => isOrigin(origin, allowed))
  // Browsers leave Origin out of simple reads, and say here where those come from.
  const isNear = (headersDistinct['sec-fetch-site'] ?? []).every((site) => site === 'same-origin' || site === 'none')
  const isFine = origins.length > 0 ? origins.every(isAllowed) : isNear || allowOrigins.includes('*')
  return isFine ? undefined : { status: 403, sentence: 'Pages of this origin may not ask here' }
}

function isOrigin(origin: string, allowed: string): boolean {
  if (allowed === '*' || origin === allowed) return true
  // Pages that were opened as files say either.
  if (allowed === 'null') return origin === 'file://'
  return allowed.endsWith(':*') && origin.replace(/:\d+$/, '') === allowed.slice(0, -2)
}

function checkTarget(request: IncomingMessage): Problem | undefined {
  const { method = '', url = '' } = request
  if (METHODS_OF_NOBODY.has(method)) return { status: 405, sentence: `The method ${method} is not taken` }
  const isFine = url.startsWith('/') && url.length <= MAX_HEAD_BYTES && URL.canParse(urlOf(request))
  return isFine ? undefined : { status: 400, sentence: 'The target of a request must be a path' }
}
