import type { PowerErrorName } from '../../powers.ts'
import { PowerError } from '../power.ts'

/** What a code of the system means in Deno's words; a name that cannot be resolved is a plain Error there. */
const NAMES: Readonly<Record<string, PowerErrorName>> = {
  ECONNREFUSED: 'ConnectionRefused',
  ECONNRESET: 'ConnectionReset',
  ECONNABORTED: 'ConnectionAborted',
  EADDRINUSE: 'AddrInUse',
  EACCES: 'PermissionDenied',
  EADDRNOTAVAIL: 'AddrNotAvailable',
  ENETUNREACH: 'NetworkUnreachable',
  EHOSTUNREACH: 'NetworkUnreachable',
  ENETDOWN: 'NetworkUnreachable',
  ETIMEDOUT: 'TimedOut',
  EPIPE: 'BrokenPipe',
  ERR_STREAM_WRITE_AFTER_END: 'BrokenPipe',
  ERR_STREAM_DESTROYED: 'BrokenPipe',
  // What newer versions of Node say of a write that its own closing cut short.
  ECANCELED: 'BrokenPipe',
  ENOTCONN: 'NotConnected',
}

const OURS: ReadonlySet<PowerErrorName> = new Set(['NotCapable', 'TimedOut', 'QuotaExceededError', 'Interrupted', 'Busy'])

/** A failed connection as Deno.connect and its Conn would throw it. */
export function netFailure(what: string, error: unknown): PowerError {
  if (error instanceof PowerError) return error
  const code = codeOf(error)
  return new PowerError(NAMES[code] ?? (isOfTls(code) ? 'InvalidData' : 'Error'), `${what}: ${reasonOf(error)}`)
}

/** A failed request as fetch would throw it: a TypeError, except where a grant, a limit or the plugin itself is the reason. */
export function fetchFailure(what: string, error: unknown): PowerError {
  if (!(error instanceof PowerError)) return new PowerError('TypeError', `${what}: ${reasonOf(error)}`)
  return OURS.has(error.name) ? error : new PowerError('TypeError', error.message)
}

/** Certificates and handshakes have a code of their own for every fault: all that OpenSSL and Node's TLS name. */
function isOfTls(code: string) {
  return /^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|ERR_OSSL|EPROTO)/.test(code)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function reasonOf(error: unknown): string {
  // Of several addresses that failed, the first says enough.
  const first = error instanceof AggregateError ? error.errors[0] : error
  return (first instanceof Error && first.message) || codeOf(error) || 'no reason given'
}
