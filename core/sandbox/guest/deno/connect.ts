import { addressOf, portOf } from './at.ts'
import { type Signal, unlessAborted } from './cancel.ts'
import type { Conns } from './conn.ts'
import type { DenoParts } from './parts.ts'

type To = { readonly hostname: string; readonly port: number; readonly tls: boolean; readonly caCerts?: readonly string[] }

/** Options of Deno.connectTls that plugins do not have. */
const REFUSED = ['alpnProtocols', 'cert', 'key', 'unsafelyDisableHostnameVerification'] as const

/** Deno.connect and Deno.connectTls. */
export function createConnect({ call, errors }: DenoParts, conns: Conns) {
  async function open(to: To) {
    const { id, localAddr, remoteAddr } = (await call('net.connect', [to])).value
    return { id, localAddr: addressOf(localAddr), remoteAddr: addressOf(remoteAddr) }
  }

  return {
    async connect({ port, hostname = '127.0.0.1', transport = 'tcp', signal }: Deno.ConnectOptions): Promise<Deno.TcpConn> {
      if (transport !== 'tcp') throw new errors.NotSupported('Deno.connect of a plugin knows the transport "tcp" only')
      const to = { hostname: String(hostname), port: portOf(port), tls: false }
      return unlessAborted<Deno.TcpConn>(signal, async () => closedIf(signal, conns.tcp(await open(to))))
    },
    async connectTls(options: Deno.ConnectTlsOptions): Promise<Deno.TlsConn> {
      const { port, hostname = '127.0.0.1', caCerts } = options
      const refused = REFUSED.find((name) => Reflect.get(options, name))
      if (refused) throw new errors.NotSupported(`Deno.connectTls of a plugin does not take the option "${refused}": leave it out`)
      const to = { hostname: String(hostname), port: portOf(port), tls: true }
      return conns.tls(await open(caCerts ? { ...to, caCerts: Array.from(caCerts, String) } : to))
    },
  }
}

/** Nobody has the connection when the signal came first. */
function closedIf<T extends { close(): void }>(signal: Signal | undefined, conn: T): T {
  if (signal?.aborted) conn.close()
  return conn
}
