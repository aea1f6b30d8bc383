import { isIPv6 } from 'node:net'

/** Where a connection goes, by name or address; see hostOf. */
export type Target = { readonly hostname: string; readonly port: number }

/**
 * A host as the URL standard normalises it: lower case, names in ASCII, every spelling of an IPv4 address in dotted decimals, IPv6 without
 * brackets, no dot at the end. Undefined when it is not one host.
 */
export function hostOf(text: string): string | undefined {
  const bare = /^\[(.*)\]$/s.exec(text)?.[1] ?? text
  if (isIPv6(bare)) return hostnameOf(`[${bare}]`)?.slice(1, -1)
  if (bare !== text || bare === '' || /[\s:%/\\?#@[\]]/.test(bare)) return undefined
  return hostnameOf(bare)?.replace(/\.$/, '') || undefined
}

/** A host as people write it with a port. */
export function hostPort({ hostname, port }: Target): string {
  return hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`
}

/** Reads `host` or `host:port`, as Deno.permissions.query takes it. */
export function readHostPort(text: string): { readonly hostname: string; readonly port?: number } | undefined {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text) ?? []
  const hostname = hostOf(host)
  if (hostname === undefined || Number(port ?? 0) > 65535) return undefined
  return port === undefined ? { hostname } : { hostname, port: Number(port) }
}

function hostnameOf(host: string): string | undefined {
  const url = `http://${host}/`
  return URL.canParse(url) ? new URL(url).hostname : undefined
}
