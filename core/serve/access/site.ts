import { isLoopback } from '../listen.ts'
import type { RouteContext } from '../routes/route.ts'
import type { Site } from '../serve.ts'

type Parts = { readonly host: string; readonly allowedHosts: readonly string[]; readonly port: () => number }

/**
 * The address to give to people: the one that whoever asks has used, or, when that means nothing on another machine, the first of the
 * names that the settings allow. Without such a name the guard lets no other machine in.
 */
export function createSiteOf({ host, allowedHosts, port }: Parts): (context: RouteContext) => Site {
  return (context) => {
    const asked = context.req.header('host') ?? ''
    const scheme = context.req.header('origin')?.startsWith('https://') ? 'https' : 'http'
    const isOutside = !isLoopback(nameOf(asked))
    if (isOutside) return { url: `${scheme}://${asked}`, reach: 'network' }
    const [name] = allowedHosts
    if (name === undefined || isLoopback(host)) return { url: `${scheme}://${asked}`, reach: 'this-machine' }
    return { url: `http://${name}:${port()}`, reach: 'network' }
  }
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}
