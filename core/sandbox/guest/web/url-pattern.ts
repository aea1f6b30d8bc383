import { URLPattern } from 'urlpattern-polyfill/urlpattern'
import type { Urls } from './url.ts'

/** URLPattern, of the polyfill. It looks for URL on its global, so URL has to be made first. */
export function createUrlPattern(_made: { readonly url: Urls }) {
  return { URLPattern }
}
