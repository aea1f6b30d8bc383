import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, connect as open, type Socket } from 'node:net'
import type { Clock } from '../../../base/clock.ts'
import { type Asker, PowerError } from '../power.ts'
import { neverGranted, notGranted, Refusal } from '../refusal.ts'
import { isAddressFor, isPublicAddress, isThisMachine } from './addresses.ts'
import { netFailure } from './failures.ts'
import { isAddressOpen, isNetGranted, isTyped } from './grants.ts'
import { hostPort, type Target } from './hosts.ts'
import { inTime, orAborted } from './waiting.ts'

/** The addresses of a name. */
export type Lookup = (hostname: string) => Promise<readonly string[]>

/** Begins a connection to one of these addresses, and to nothing else. */
export type Dial = (to: Target & { readonly addresses: readonly string[]; readonly allowHalfOpen: boolean }) => Socket

/** The only way out to the network: whatever a plugin connects to goes through here. */
export type Door = {
  /** Throws NotCapable when the host is not granted. */
  check(asker: Asker, to: Target): void
  /** The same, and notes the use. */
  permit(asker: Asker, to: Target): void
  /**
   * Resolves the name once and connects to an address that was checked, so that no second answer of the name server counts. Rejects with
   * NotCapable, TimedOut after 30 s, or why there is no connection.
   */
  connect(asker: Asker, to: Target, how: { readonly signal: AbortSignal; readonly allowHalfOpen?: boolean }): Promise<Socket>
}

export function createDoor({
  lookup = lookUp,
  dial = dialTcp,
  ownPorts = () => [],
  clock,
}: {
  readonly lookup?: Lookup | undefined
  readonly dial?: Dial | undefined
  /** Where Showrunner itself listens. */
  readonly ownPorts?: (() => readonly number[]) | undefined
  readonly clock: Clock
}): Door {
  function isOpen(asker: Asker, to: Target, address: string): boolean {
    const { net, typed, typedPublic } = asker.grants()
    if (isNetGranted(net, to.hostname, to.port) && isAddressOpen(net, to, address)) return true
    if (isTyped(typedPublic, to) && isPublicAddress(address)) return true
    const isOurs = ownPorts().includes(to.port) && isThisMachine(address)
    return isTyped(typed, to) && isAddressFor(address) && !isOurs
  }

  async function openAddresses(asker: Asker, to: Target) {
    const all = isIP(to.hostname) ? [to.hostname] : (await lookup(to.hostname)).filter((address) => isIP(address))
    const addresses = all.filter((address) => isOpen(asker, to, address))
    const [closed] = all
    if (closed === undefined) throw new PowerError('Error', `${to.hostname} has no address`)
    if (addresses.length === 0) throw isTyped(asker.grants().typed, to) ? neverTyped(to) : notPublic(asker.plugin, to, closed)
    return addresses
  }

  return {
    check,
    permit(asker, to) {
      check(asker, to)
      asker.used('net', hostPort(to))
    },
    async connect(asker, to, { signal, allowHalfOpen = false }) {
      check(asker, to)
      const what = `Connecting to ${hostPort(to)} failed`
      const work = inTime({ clock, signal, what }, async (inTimeSignal) => {
        const addresses = await orAborted(inTimeSignal, openAddresses(asker, to))
        return connected(dial({ ...to, addresses, allowHalfOpen }), inTimeSignal)
      })
      return work.catch((error: unknown) => {
        throw netFailure(what, error)
      })
    },
  }
}

function check(asker: Asker, to: Target) {
  const { net, typed = [], typedPublic = [] } = asker.grants()
  if (!isNetGranted(net, to.hostname, to.port) && !isTyped([...typed, ...typedPublic], to))
    throw notGranted(asker.plugin, 'net', hostPort(to))
}

function neverTyped(to: Target) {
  return neverGranted('net', hostPort(to), 'a setting or a variable leads neither to Showrunner itself nor to where a cloud keeps secrets')
}

function notPublic(plugin: string, to: Target, address: string) {
  const at = hostPort({ hostname: address, port: to.port })
  return new Refusal('net', at, `${hostPort(to)} is not at a public address. ${notGranted(plugin, 'net', at).message}`)
}

function connected(socket: Socket, signal: AbortSignal): Promise<Socket> {
  // A socket that breaks while nobody looks must not take the core with it.
  socket.on('error', () => {})
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(signal.reason)
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', abort)
      socket.off('connect', settle).off('error', settle)
      if (error) reject(error)
      else resolve(socket.setNoDelay(true))
    }
    socket.once('connect', settle).once('error', settle)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
}

async function lookUp(hostname: string) {
  return (await systemLookup(hostname, { all: true })).map(({ address }) => address)
}

function dialTcp({ hostname, addresses, port, allowHalfOpen }: Parameters<Dial>[0]): Socket {
  const checked = addresses.map((address) => ({ address, family: isIP(address) }))
  // Node tries them in turn, and does not ask for the name again.
  return open({ host: hostname, port, allowHalfOpen, autoSelectFamily: true, lookup: (_hostname, _options, done) => done(null, checked) })
}
