import { signal } from '@preact/signals'

/** Where the page is: `#/lanes/alerts?by=day`. */
export type Route = { readonly page: string; readonly rest: readonly string[]; readonly query: URLSearchParams }

/** The place of the address bar, followed. `guard` may keep somebody from leaving: it answers whether to go. */
export function createRouter() {
  const route = signal(routeOf(location.hash))
  let guard: (() => boolean | Promise<boolean>) | undefined
  let stands = location.hash

  async function follow() {
    if (location.hash === stands) return
    const wanted = location.hash
    if (guard) {
      history.replaceState(null, '', stands || '#/')
      if (!(await guard())) return
      guard = undefined
      history.pushState(null, '', wanted)
    }
    stands = wanted
    route.value = routeOf(wanted)
  }

  return {
    route,
    /** `lanes/alerts`. */
    go(path: string) {
      location.hash = `#/${path}`
    },
    /** Asked before the page is left; undefined lets go again. */
    guard(ask: (() => boolean | Promise<boolean>) | undefined) {
      guard = ask
    },
    start() {
      addEventListener('hashchange', follow)
      addEventListener('beforeunload', (event) => {
        if (guard) event.preventDefault()
      })
    },
  }
}

/** `#/` and nothing are the live. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [page = '', ...rest] = path.split('/').map(plain)
  return { page: page || 'live', rest, query: new URLSearchParams(query) }
}

/** A link may have been cut in the middle of a letter. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
