import { BlockList, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Everything of https://www.iana.org/assignments/iana-ipv4-special-registry that is not plainly public, and Azure's metadata host. */
const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** All but global unicast (so v4-mapped, NAT64, unique local, link-local and multicast), and of that what wraps an IPv4 address or is for documents. */
const PRIVATE_V6 = ['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const privateV4 = blockList(PRIVATE_V4, 'ipv4')
// A list of its own, since BlockList takes an IPv4 address for its v4-mapped form too.
const privateV6 = blockList(PRIVATE_V6, 'ipv6')
/** IPv4 in other clothes: v4-compatible and v4-mapped, NAT64 and 6to4. */
const wrappingV6 = blockList(['::/16', '64:ff9b::/32', '2002::/16'], 'ipv6')
const loopbackV4 = blockList(['127.0.0.0/8'], 'ipv4')

/** Whether an address is on the internet: not in a private or special range, and not this machine's own. */
export function isPublicAddress(address: string, own = ownAddresses()): boolean {
  const isPrivate = isIPv6(address) ? privateV6.check(address, 'ipv6') : privateV4.check(address, 'ipv4')
  return !isPrivate && !own.includes(address)
}

/** Where clouds tell a machine its secrets. */
const METADATA: ReadonlySet<string> = new Set(['169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'])

/** Whether what an operator wrote may be here: anything but what tells secrets, or hides an IPv4 address. */
export function isAddressFor(address: string): boolean {
  const isWrapped = address !== '::1' && isIPv6(address) && wrappingV6.check(address, 'ipv6')
  return !METADATA.has(address) && !isWrapped
}

/** Whether an address is this machine. */
export function isThisMachine(address: string, own = ownAddresses()): boolean {
  return isLoopback(address) || own.includes(address) || ['0.0.0.0', '::'].includes(address)
}

/** Whether it is 127.0.0.0/8 or ::1. */
export function isLoopback(address: string): boolean {
  return isIPv6(address) ? address === '::1' : loopbackV4.check(address, 'ipv4')
}

/** Whether an address is in a range such as `10.0.0.0/8`. */
export function isInRange(address: string, { start, prefix }: { readonly start: string; readonly prefix: number }): boolean {
  const list = new BlockList()
  list.addSubnet(start, prefix, 'ipv4')
  return !isIPv6(address) && list.check(address, 'ipv4')
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? [])
}

function blockList(ranges: readonly string[], family: 'ipv4' | 'ipv6') {
  const list = new BlockList()
  for (const range of ranges) {
    const [start = '', prefix] = range.split('/')
    list.addSubnet(start, Number(prefix), family)
  }
  return list
}
