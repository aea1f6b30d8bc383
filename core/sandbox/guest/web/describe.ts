import type { HeadersClass } from './headers.ts'
import { inspect } from './inspect.ts'
import type { Requests } from './request.ts'
import type { Responses } from './response.ts'
import type { Urls } from './url.ts'
import type { SearchParams } from './url-search-params.ts'

type Parts = {
  readonly urls: () => Urls | undefined
  readonly params: () => SearchParams | undefined
  readonly headers: () => HeadersClass | undefined
  readonly requests: () => Requests | undefined
  readonly responses: () => Responses | undefined
}

/** A line for objects of the web that show nothing of themselves; undefined for others, and as long as their classes were not made. */
export function createDescribe({ urls, params, headers, requests, responses }: Parts) {
  return (value: object): string | undefined => {
    if (isOf(urls()?.URL, value)) return `URL { ${value.href} }`
    if (isOf(params()?.URLSearchParams, value)) return `URLSearchParams { ${value.toString()} }`
    if (isOf(headers()?.Headers, value)) return `Headers ${inspect(Object.fromEntries(value))}`
    if (isOf(requests()?.Request, value)) return `Request { ${value.method} ${value.url} }`
    if (isOf(responses()?.Response, value))
      return `Response { ${[value.status, value.statusText, value.url].filter((part) => part !== '').join(' ')} }`
    return undefined
  }
}

function isOf<T extends object>(type: (new (...args: never[]) => T) | undefined, value: object): value is T {
  return type !== undefined && value instanceof type
}
