import { numberOf, recordOf, textOf } from '../../arguments.ts'
import { type Asker, PowerError } from '../../power.ts'
import { neverGranted, notGranted } from '../../refusal.ts'
import { hostOf, hostPort, readHostPort, type Target } from '../hosts.ts'

/** The only addresses that plugins listen at: those that no other machine reaches. */
export const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])

/** Where a plugin wants to listen; port 0 is any that is free. Throws PowerError TypeError, and RangeError for a port that is none. */
export function readAt(argument: unknown): Target {
  const { hostname: text, port } = recordOf(argument, 'The address')
  const hostname = hostOf(textOf(text, 'The hostname'))
  if (hostname === undefined) throw new PowerError('TypeError', `Not a hostname: ${JSON.stringify(text)}`)
  const number = numberOf(port, 'The port')
  const isPort = Number.isInteger(number) && number >= 0 && number <= 65_535
  if (!isPort) throw new PowerError('RangeError', `Invalid port (out of range): ${number}`)
  return { hostname, port: number }
}

/** Throws NotCapable unless `permissions.listen` names this address and port; what other machines could reach, no grant gives. */
export function permitListen(asker: Asker, at: Target): void {
  const what = hostPort(at)
  if (!LOOPBACK.has(at.hostname)) throw neverGranted('listen', what, 'plugins take connections from this machine only, at 127.0.0.1')
  if (!isListenGranted(asker.grants().listen, at)) throw notGranted(asker.plugin, 'listen', what)
  asker.used('listen', what)
}

function isListenGranted(grants: readonly string[] = [], { hostname, port }: Target): boolean {
  return grants.some((grant) => {
    const at = readHostPort(grant)
    return at?.hostname === hostname && at.port === port
  })
}

/** Where `localhost` is: one address, so that a port is taken once. */
export const addressOf = (hostname: string) => (hostname === 'localhost' ? '127.0.0.1' : hostname)
