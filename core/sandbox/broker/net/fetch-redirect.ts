import { PowerError } from '../power.ts'
import { type Header, headerOf, withoutBody, withoutCredentials } from './fetch-headers.ts'
import type { FetchPlan, Request } from './fetch-request.ts'
import { readUrl } from './urls.ts'

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** What came back for a request, as far as it says where to go. */
export type Answer = { readonly status: number; readonly headers: readonly Header[] }

/**
 * The request that a redirect asks for, by https://fetch.spec.whatwg.org/#http-redirect-fetch: undefined when the answer is the last one.
 * `keepsBody` is whether the body goes along. Throws PowerError TypeError where fetch fails.
 */
export function redirected(
  { url, method, headers }: Request,
  answer: Answer,
  mode: FetchPlan['redirect'],
): { readonly request: Request; readonly keepsBody: boolean } | undefined {
  if (!REDIRECTS.has(answer.status) || mode === 'manual') return undefined
  if (mode === 'error') throw new PowerError('TypeError', "Encountered redirect while redirect mode is set to 'error'")
  const location = headerOf(answer.headers, 'location')
  if (location === undefined) return undefined
  const next = readUrl(Buffer.from(location, 'latin1').toString(), { schemes: ['http', 'https'], base: url })
  const keepsBody = !losesBody(answer.status, method)
  const allowed = next.origin === url.origin ? headers : withoutCredentials(headers)
  return {
    request: keepsBody ? { url: next, method, headers: allowed } : { url: next, method: 'GET', headers: withoutBody(allowed) },
    keepsBody,
  }
}

function losesBody(status: number, method: string) {
  if (status === 303) return method !== 'GET' && method !== 'HEAD'
  return (status === 301 || status === 302) && method === 'POST'
}
