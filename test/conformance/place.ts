import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { WebSocketServer } from 'ws'
import type { Place } from './case.ts'

const LARGE_BYTES = 1_000_000
const tlsFile = (name: string) => readFile(new URL(`./tls/${name}`, import.meta.url), 'utf8')

export type Servers = Pick<Place, 'http' | 'echo' | 'tls' | 'closed' | 'free' | 'authority'> & { readonly stop: () => Promise<void> }

/** The servers that cases talk to, on loopback. */
export async function startServers(): Promise<Servers> {
  const [cert, key, authority] = await Promise.all(['server.pem', 'server-key.pem', 'authority.pem'].map(tlsFile))
  const echo = (socket: Socket) => void socket.on('error', () => socket.destroy()).pipe(socket)
  const http = createServer((request, response) => void answer(request, response))
  const sockets = startSockets(http)
  const plain = createTcpServer({ allowHalfOpen: true }, echo)
  const secure = createTlsServer({ cert, key, allowHalfOpen: true }, echo)
  const nobody = createTcpServer()
  const yet = createTcpServer()
  const [httpPort, echoPort, tlsPort, closed, free] = await Promise.all([http, plain, secure, nobody, yet].map(listening))
  await Promise.all([nobody, yet].map((server) => new Promise((resolve) => server.close(resolve))))
  const open = new Set<Socket>()
  for (const server of [http, plain, secure]) server.on('connection', (socket: Socket) => open.add(socket))
  return {
    http: httpPort ?? 0,
    echo: echoPort ?? 0,
    tls: tlsPort ?? 0,
    closed: closed ?? 0,
    free: free ?? 0,
    authority: authority ?? '',
    async stop() {
      sockets.close()
      for (const socket of open) socket.destroy()
      await Promise.all([http, plain, secure].map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

/** Lays out what Place promises: the folder of one case, one that is shared, and a secret. All absolute real paths. */
export async function layOut({ folder, shared, secret }: Pick<Place, 'folder' | 'shared' | 'secret'>): Promise<void> {
  await mkdir(join(folder, 'sub'), { recursive: true })
  await mkdir(shared, { recursive: true })
  await writeFile(secret, 'not for you')
  await writeFile(join(shared, 'shared.txt'), 'for some')
  await writeFile(join(folder, 'hello.txt'), 'Hello, Deno')
  await writeFile(join(folder, 'bytes.bin'), new Uint8Array([0, 1, 254, 255]))
  await writeFile(join(folder, 'sub/inner.txt'), 'inner')
  await symlink('hello.txt', join(folder, 'link.txt'))
  await symlink('loop', join(folder, 'loop'))
  await symlink(secret, join(folder, 'way-out'))
}

/** Says everything back; below /closing it closes with a code of its own. */
function startSockets(server: HttpServer): WebSocketServer {
  return new WebSocketServer({ server }).on('connection', (socket, { url }) => {
    if (url === '/closing') socket.close(4001, 'enough')
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on TCP, so its address is not text.
  return (server.address() as AddressInfo).port
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/hello': (_, response) => void response.setHeader('content-type', 'text/plain').end('hello'),
  '/moved': (_, response) => void response.writeHead(302, { location: '/hello' }).end(),
  '/large': (_, response) => void response.end(Buffer.alloc(LARGE_BYTES)),
  // Its head comes, and nothing after.
  '/slow': (_, response) => response.flushHeaders(),
  '/echo': async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, headers } = request
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ method, headers, body: Buffer.concat(chunks).toString() }))
  },
}

const answer: Answer = async (request, response) => {
  const known = ANSWERS[request.url ?? '']
  if (known) await known(request, response)
  else response.writeHead(404).end('nothing here')
}
