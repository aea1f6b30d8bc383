import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { createMessages, type FakeMessage } from './messages.ts'
import { pageOf, type Room } from './pages.ts'
import { createWaiters } from './waiters.ts'
import { type FrameOptions, fetchResult, messageFrame, pushFrame, readClientFrame } from './wire.ts'

export type FakeOptions = {
  readonly username?: string
  readonly roomId?: string
  /** Any free one unless said. */
  readonly port?: number
  readonly createTime?: () => number
}

/** How the sign server answers besides 200. */
export type Refusal = { readonly status: number; readonly retryAfterS?: number; readonly resetAtS?: number; readonly message?: string }

type SeenRequest = { readonly path: string; readonly headers: IncomingHttpHeaders }

const HEADERS = { 'x-set-tt-cookie': 'ttwid=fake', 'content-type': 'application/protobuf', connection: 'close' }

/**
 * A TikTok on loopback for the real connector: web pages, sign server and webcast WebSocket on one port. It does what it is told;
 * `until` waits for what the client does.
 */
export async function createFakeTikTok({
  username = 'somebody',
  roomId = '7300000000000000001',
  port = 0,
  createTime = Date.now,
}: FakeOptions = {}) {
  const room: Room = { username, roomId, title: 'A fake live', nickname: 'Some Body', presence: 'live' }
  const seen = { signRequests: 0, upgrades: 0, connections: 0, acks: [] as string[], heartbeats: 0, requests: [] as SeenRequest[] }
  const tcp = new Set<Socket>()
  const clients = new Set<WebSocket>()
  const { changed, until } = createWaiters()
  const behaviour: {
    refusal?: Refusal
    upgradeStatus?: number
    silent: boolean
    hangs: boolean
    history: readonly FakeMessage[]
    greeting: readonly FakeMessage[]
  } = {
    silent: false,
    hangs: false,
    history: [],
    greeting: [],
  }

  function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    seen.requests.push({ path: pathname, headers: request.headers })
    if (/^\/webcast\/rooms\/[^/]+\/connect$/.test(pathname)) sign(response)
    else {
      const page = pageOf(pathname, room) ?? { status: 404, type: 'text/plain', body: 'Not found' }
      response.writeHead(page.status, { 'content-type': page.type, connection: 'close' }).end(page.body)
    }
    changed()
  }

  function sign(response: ServerResponse) {
    seen.signRequests += 1
    if (behaviour.hangs) return
    const { refusal } = behaviour
    if (refusal) {
      const limits = {
        ...(refusal.retryAfterS !== undefined && { 'retry-after': String(refusal.retryAfterS) }),
        ...(refusal.resetAtS !== undefined && { 'x-ratelimit-reset': String(refusal.resetAtS) }),
      }
      response.writeHead(refusal.status, { connection: 'close', ...limits }).end(JSON.stringify({ message: refusal.message ?? 'No' }))
      return
    }
    const pushServer = `ws://127.0.0.1:${address().port}/webcast/im/`
    const result = fetchResult(behaviour.history, { cursor: '1', internalExt: 'ext', pushServer, routeParams: { imprp: 'fake' } })
    response.writeHead(200, { ...HEADERS, 'x-room-id': room.roomId }).end(result)
  }

  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer(answer)
  server.on('connection', (socket) => {
    tcp.add(socket)
    socket.on('close', () => {
      tcp.delete(socket)
      changed()
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    seen.upgrades += 1
    if (behaviour.upgradeStatus) {
      // The socket is left open on purpose, as TikTok does: closing it is the client's part.
      socket.write(`HTTP/1.1 ${behaviour.upgradeStatus} Forbidden\r\nhandshake-msg: DEVICE_BLOCKED\r\ncontent-length: 0\r\n\r\n`)
      socket.on('error', () => socket.destroy()).on('end', () => socket.destroy())
      socket.resume()
      changed()
      return
    }
    webSockets.handleUpgrade(request, socket, head, accept)
  })

  function accept(client: WebSocket) {
    clients.add(client)
    if (behaviour.greeting.length > 0) client.send(messageFrame(behaviour.greeting))
    client.on('close', () => {
      clients.delete(client)
      changed()
    })
    client.on('error', () => client.terminate())
    client.on('message', (data) => {
      const frame = readClientFrame(Buffer.isBuffer(data) ? data : Buffer.alloc(0))
      if (frame.payloadType === 'hb') seen.heartbeats += 1
      if (frame.payloadType === 'ack') seen.acks.push(frame.logId)
      if (frame.payloadType === 'im_enter_room') seen.connections += 1
      if (!behaviour.silent && frame.payloadType === 'hb') client.send(pushFrame('hb'))
      if (!behaviour.silent && frame.payloadType === 'im_enter_room') client.send(pushFrame('im_enter_room_resp'))
      changed()
    })
  }

  const address = (): AddressInfo => {
    const found = server.address()
    if (found === null || typeof found === 'string') throw new Error('The fake TikTok is not listening')
    return found
  }

  const frame = (bytes: Uint8Array | string) => {
    for (const client of clients) client.send(bytes)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })

  return {
    url: `http://127.0.0.1:${address().port}`,
    room,
    seen,
    messages: createMessages({ roomId, createTime }),
    /** One frame with these messages to everybody connected. */
    push: (messages: readonly FakeMessage[], options?: FrameOptions) => frame(messageFrame(messages, options)),
    /** Bytes or text as they are. */
    frame,
    /** Cuts the connections as a dying router would. */
    drop() {
      for (const client of clients) client.terminate()
    },
    close(code: number, reason = '') {
      for (const client of clients) client.close(code, reason)
    },
    /** No answers to heartbeats any more, and no frames unless pushed. */
    goSilent: (silent = true) => {
      behaviour.silent = silent
    },
    /** The sign server answers like this until told otherwise. */
    refuse: (refusal?: Refusal) => {
      if (refusal) behaviour.refusal = refusal
      else delete behaviour.refusal
    },
    refuseUpgrade: (status?: number) => {
      if (status) behaviour.upgradeStatus = status
      else delete behaviour.upgradeStatus
    },
    /** The sign server takes requests and never answers. */
    hang: (hangs = true) => {
      behaviour.hangs = hangs
    },
    history: (messages: readonly FakeMessage[]) => {
      behaviour.history = messages
    },
    /** Sent with the upgrade itself, before the client says anything. */
    greet: (messages: readonly FakeMessage[]) => {
      behaviour.greeting = messages
    },
    connected: () => clients.size,
    /** TCP connections that are open right now. */
    sockets: () => tcp.size,
    /** Resolves when the condition holds; looked at after everything that a client does. */
    until,
    async stop() {
      for (const client of clients) client.terminate()
      for (const socket of tcp) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** A running stand-in. */
export type FakeTikTok = Awaited<ReturnType<typeof createFakeTikTok>>
