import { recordOf, textOf } from '../arguments.ts'
import { PowerError } from '../power.ts'
import { type Header, headersOf, MAX_HEAD_BYTES, readHeaders } from './fetch-headers.ts'
import { readUrl } from './urls.ts'

/** A request as it goes out. */
export type Request = { readonly url: URL; readonly method: string; readonly headers: readonly Header[] }

export type FetchPlan = { readonly request: Request; readonly hasBody: boolean; readonly redirect: 'follow' | 'error' | 'manual' }

const NORMALISED: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])
const FORBIDDEN: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

/** Reads what fetch.open was given. Throws PowerError TypeError, as fetch does, for what is no request. */
export function readFetch(argument: unknown): FetchPlan {
  const fields = recordOf(argument, 'The request')
  const text = textOf(fields.url, 'The URL')
  if (text.length > MAX_HEAD_BYTES) throw new PowerError('TypeError', `A URL is at most ${MAX_HEAD_BYTES} characters`)
  const url = readUrl(text, { schemes: ['http', 'https'] })
  const method = methodOf(textOf(fields.method, 'The method'))
  const hasBody = fields.hasBody === true
  if (hasBody && (method === 'GET' || method === 'HEAD')) throw new PowerError('TypeError', 'Request with GET/HEAD method cannot have body')
  const headers = readHeaders(headersOf(fields.headers), { hasBody })
  return { request: { url, method, headers }, hasBody, redirect: redirectOf(fields.redirect) }
}

function methodOf(text: string): string {
  const upper = text.toUpperCase()
  if (!/^[!#$%&'*+\-.^_`|~\w]{1,64}$/.test(text)) throw new PowerError('TypeError', 'Method is not valid')
  if (FORBIDDEN.has(upper)) throw new PowerError('TypeError', 'Method is forbidden')
  return NORMALISED.has(upper) ? upper : text
}

function redirectOf(value: unknown): FetchPlan['redirect'] {
  if (value === 'follow' || value === 'error' || value === 'manual') return value
  throw new PowerError('TypeError', 'The redirect mode must be follow, error or manual')
}
