import { PermanentError } from '#sdk/failures'

/** Where a server is, and how it is entered. */
export type Address = {
  readonly hostname: string
  readonly port: number
  readonly isTls: boolean
  readonly user: string
  readonly password: string
  /** What comes after the host: a vhost of RabbitMQ, a number of Redis. */
  readonly path: string
  /** For people: without user and password. */
  readonly shown: string
}

const PORTS: Readonly<Record<string, number>> = { 'amqp:': 5672, 'amqps:': 5671, 'redis:': 6379, 'rediss:': 6379 }

type Kind = { readonly name: string; readonly scheme: 'amqp' | 'redis'; readonly example: string }

/** Reads the address in a variable. Throws PermanentError, which repeats nothing of it: a password may stand anywhere in what is no address. */
export function readAddress(text: string, { name, scheme, example }: Kind): Address {
  const wrong = new PermanentError(`${name} is no address like ${example}`)
  try {
    const { protocol, hostname, port, username, password, pathname } = new URL(text.trim())
    if (![`${scheme}:`, `${scheme}s:`].includes(protocol) || hostname === '') throw wrong
    const at = port === '' ? (PORTS[protocol] ?? 0) : Number(port)
    return {
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: at,
      isTls: protocol === `${scheme}s:`,
      ...{ user: decodeURIComponent(username), password: decodeURIComponent(password), path: decodeURIComponent(pathname.slice(1)) },
      shown: `${protocol}//${hostname}:${at}${pathname === '/' ? '' : pathname}`,
    }
  } catch {
    throw wrong
  }
}

/** The address for people; null for what is none. */
export function shownOf(text: string, kind: Kind): string | null {
  try {
    return readAddress(text, kind).shown
  } catch {
    return null
  }
}
