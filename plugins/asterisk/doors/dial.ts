import { PermanentError, RetryError } from '#sdk/failures'
import type { Address } from './address.ts'

/** What is used of a connection. */
export type Conn = Pick<Deno.TcpConn, 'readable' | 'write' | 'close'>

/** Connects once. Rejects with PermanentError where that is not allowed, and otherwise with RetryError, which says who does not answer. */
export async function dial({ hostname, port, isTls, shown }: Address, server: 'RabbitMQ' | 'Redis', signal: AbortSignal): Promise<Conn> {
  const to = { hostname, port }
  try {
    const conn = await (isTls ? Deno.connectTls(to) : Deno.connect({ ...to, signal }))
    if (signal.aborted) closeQuietly(conn)
    return conn
  } catch (error) {
    const { name, message } = Object(error) as Error
    if (name === 'NotCapable') throw new PermanentError(message)
    const how = isTls ? ` by TLS (${message})` : ''
    throw new RetryError(`No ${server} answers at ${shown}${how}; start it, or mend ${server.toUpperCase()}_URL`)
  }
}

export function closeQuietly(conn: Pick<Conn, 'close'>): void {
  try {
    conn.close()
  } catch {
    // It was closed by the other side.
  }
}
