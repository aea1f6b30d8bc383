import type { Server as HttpServer } from 'node:http'
import { HostError } from '../base/errors.ts'
import type { ServeParts } from './serve.ts'

type Address = Pick<ServeParts, 'host' | 'port' | 'allowRemote'>

/** Listens, and answers the port and the address for people. What other machines can reach is refused unless allowed. */
export async function listen(http: HttpServer, { host, port, allowRemote }: Address): Promise<{ port: number; url: string }> {
  if (!isLoopback(host) && !allowRemote) {
    throw new HostError('ADDRESS_UNUSABLE', 'Other machines could reach this address, and that is not allowed', { host })
  }
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen({ host, port }, () => {
      http.off('error', reject)
      resolve()
    })
  }).catch((cause) => {
    if (cause.code === 'EADDRINUSE') throw new HostError('PORT_TAKEN', `Port ${port} is in use`, { host, port }, cause)
    throw new HostError('ADDRESS_UNUSABLE', 'The address cannot be listened on', { host, port }, cause)
  })
  const address = http.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return { port: actual, url: `http://${nameOf(host)}:${actual}` }
}

/** Only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function nameOf(host: string): string {
  if (['0.0.0.0', '::'].includes(host)) return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
