import { isIP, type Socket } from 'node:net'
import { rootCertificates, connect as secure, type TLSSocket } from 'node:tls'
import { netFailure } from './failures.ts'
import { hostPort, type Target } from './hosts.ts'

/**
 * TLS on a connection, for the name that was asked for whatever address it went to. `caCerts` (PEM) are trusted beside the usual ones.
 * Rejects with InvalidData for a certificate that is not trusted or not for this name.
 */
export function secured(
  socket: Socket,
  to: Target,
  { signal, caCerts = [] }: { readonly signal: AbortSignal; readonly caCerts?: readonly string[] },
): Promise<TLSSocket> {
  const stream = secure({
    socket,
    host: to.hostname,
    servername: isIP(to.hostname) ? '' : to.hostname,
    ALPNProtocols: ['http/1.1'],
    // Said here since the environment could say otherwise.
    rejectUnauthorized: true,
    ...(caCerts.length > 0 && { ca: [...rootCertificates, ...caCerts] }),
  })
  stream.on('error', () => {})
  return new Promise((resolve, reject) => {
    const abort = () => stream.destroy(signal.reason)
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', abort)
      stream.off('secureConnect', settle).off('error', settle)
      if (!error) return resolve(stream)
      socket.destroy()
      reject(netFailure(`TLS with ${hostPort(to)} failed`, error))
    }
    stream.once('secureConnect', settle).once('error', settle)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
}
