import { isIP, isIPv4 } from 'node:net'
import { isInRange, isLoopback, isPublicAddress } from './addresses.ts'
import { hostOf, readHostPort, type Target } from './hosts.ts'

type Grant = { readonly port: number | undefined } & (
  | { readonly kind: 'host'; readonly hostname: string }
  | { readonly kind: 'below'; readonly hostname: string }
  | { readonly kind: 'range'; readonly start: string; readonly prefix: number }
)

/** A wider range says "the internet", not "my network", and opens nothing private. */
const WIDEST_PRIVATE_PREFIX = 8

/**
 * Whether `permissions.net` names this host; without a port, whether it names it for every port. The forms are those of Deno 2.9: `host`,
 * `host:port`, `[v6]:port`, `10.0.0.0/8`, and `*.example.com`, which is example.com and all below it. What cannot be read grants nothing.
 */
export function isNetGranted(grants: readonly string[] | undefined, host: string, port?: number): boolean {
  const hostname = hostOf(host)
  if (hostname === undefined) return false
  return grantsFor(grants, port).some((grant) => {
    if (grant.kind === 'host') return hostname === grant.hostname
    if (grant.kind === 'below') return hostname === grant.hostname || hostname.endsWith(`.${grant.hostname}`)
    return isIPv4(hostname) && isInRange(hostname, grant)
  })
}

/**
 * Whether a connection to this host, if it is granted, may go to this address of it. Private addresses take a grant of the address
 * itself or of a range around it; `localhost` takes loopback and nothing else.
 */
export function isAddressOpen(grants: readonly string[] | undefined, { hostname, port }: Target, address: string): boolean {
  if (hostname === 'localhost') return isLoopback(address)
  return isPublicAddress(address) || grantsFor(grants, port).some((grant) => opens(grant, address))
}

/** Whether the operator wrote this host with this port into the plugin's settings. */
export function isTyped(typed: readonly string[] | undefined, { hostname, port }: Partial<Target>): boolean {
  return (typed ?? []).some((text) => {
    const written = readHostPort(text)
    return written !== undefined && written.hostname === hostname && written.port === port
  })
}

function opens(grant: Grant, address: string) {
  if (grant.kind === 'host') return hostOf(address) === grant.hostname
  return grant.kind === 'range' && grant.prefix >= WIDEST_PRIVATE_PREFIX && isInRange(address, grant)
}

function grantsFor(grants: readonly string[] | undefined, port: number | undefined): readonly Grant[] {
  return (grants ?? []).flatMap((text) => readGrant(text) ?? []).filter((grant) => grant.port === undefined || grant.port === port)
}

function readGrant(text: string): Grant | undefined {
  const [, start, prefix, rangePort] = /^([\d.]+)\/(\d{1,2})(?::(\d{1,5}))?$/.exec(text) ?? []
  if (start !== undefined) {
    if (!isIPv4(start) || Number(prefix) > 32) return undefined
    return { kind: 'range', start, prefix: Number(prefix), port: rangePort === undefined ? undefined : Number(rangePort) }
  }
  const isBelow = text.startsWith('*.')
  const host = readHostPort(isBelow ? text.slice(2) : text)
  // A star elsewhere is no host, though a URL may hold it.
  if (!host || host.hostname.includes('*') || (isBelow && isIP(host.hostname))) return undefined
  return { kind: isBelow ? 'below' : 'host', hostname: host.hostname, port: host.port }
}
