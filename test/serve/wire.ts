import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import WebSocket from 'ws'
import type { ServerMessage } from '../../core/serve/messages.ts'
import type { Role } from '../../core/serve/serve.ts'
import { KEYS, type Served } from './served.ts'

/** A plain socket to the server, open. */
export function open(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, allowHalfOpen: true }, () => resolve(socket)).once('error', reject)
  })
}

/** Resolves once the server has closed, with all that it sent. A reset is a close. */
export function closed(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const finish = () => {
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', finish)
      .on('error', finish)
      .on('close', finish)
  })
}

/** Resolves once the server has let go of the socket, which stays open on this side; ending its own half is not enough. */
export async function letGo(socket: Socket): Promise<void> {
  socket.resume()
  await once(socket, 'end')
  const refused = new Promise<true>((resolve) => socket.on('error', () => resolve(true)))
  const written = () => new Promise<false>((resolve) => socket.write('x', () => setImmediate(resolve, false)))
  while (!(await Promise.race([refused, written()])));
  socket.destroy()
}

/** Sends bytes as they are and answers everything that comes back until the server closes. */
export async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await open(port)
  const answer = closed(socket)
  socket.write(bytes, 'latin1')
  return answer
}

/** A request head as text; null leaves a header out. */
export function head(served: Pick<Served, 'host'>, line: string, headers: Record<string, string | null> = {}): string {
  const all = { Host: served.host, Connection: 'close', ...headers }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}\r\n`]))
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** The status of the first answer, 0 when there was none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
}

/** Status of a request given by its first line and headers. */
export async function ask(
  served: Pick<Served, 'host' | 'port'>,
  line: string,
  headers: Record<string, string | null> = {},
  body = '',
): Promise<number> {
  return statusOf(await exchange(served.port, head(served, line, headers) + body))
}

/** The headers of a handshake that is in order, but for the key of a role. */
export const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** A WebSocket of a role, or by a key of one's own, with what it received in order. */
export async function join(served: Served, role: Role, key: string = KEYS[role]) {
  const socket = new WebSocket(`ws://${served.host}/ws`, { headers: { authorization: `Bearer ${key}` } })
  const received: ServerMessage[] = []
  let waiting: (() => void)[] = []
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)))
    const wake = waiting
    waiting = []
    for (const resolve of wake) resolve()
  })
  const closing = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))

  /** The first message that fits, waiting for it if need be. */
  async function message<T extends ServerMessage['type']>(
    type: T,
    fits: (message: Extract<ServerMessage, { type: T }>) => boolean = () => true,
  ) {
    for (;;) {
      const found = received.find(
        (one): one is Extract<ServerMessage, { type: T }> => one.type === type && fits(one as Extract<ServerMessage, { type: T }>),
      )
      if (found) return found
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }

  return {
    socket,
    received,
    closing,
    message,
    say: (demand: unknown) => socket.send(JSON.stringify(demand)),
    /** Subscribes, and waits until the server has. */
    async subscribe(demand: Record<string, unknown>) {
      const before = received.length
      socket.send(JSON.stringify({ type: 'subscribe', ...demand }))
      await message('subscribed', (one) => received.indexOf(one) >= before)
    },
    seqNos: () => received.flatMap((one) => (one.type === 'event' ? [one.event.seqNo] : [])),
  }
}
