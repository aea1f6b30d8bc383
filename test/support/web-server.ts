import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { testCertificate } from './test-certificate.ts'

/** An HTTP server on loopback for one test; answers its port. */
export async function serveHttp(t: Pick<TestContext, 'after'>, listener: RequestListener): Promise<number> {
  return listening(t, createServer(listener))
}

/** The same with TLS, by the test certificate. */
export async function serveHttps(t: Pick<TestContext, 'after'>, listener: RequestListener): Promise<number> {
  return listening(t, createSecureServer(testCertificate, listener))
}

/** All of a request's body, as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}

async function listening(t: Pick<TestContext, 'after'>, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port // It listens on a port.
}
