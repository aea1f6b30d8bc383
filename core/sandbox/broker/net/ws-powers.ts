import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Clock } from '../../../base/clock.ts'
import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { recordOf, textOf, textsOf } from '../arguments.ts'
import { type Asker, PowerError, type PowerTable } from '../power.ts'
import { bytesOf } from './chunks.ts'
import type { Door } from './door.ts'
import { netFailure } from './failures.ts'
import { hostPort } from './hosts.ts'
import { secured } from './tls.ts'
import { readUrl, targetOf } from './urls.ts'
import { inTime, whileHeld } from './waiting.ts'
import { MAX_WAITING_BYTES } from './written.ts'
import { Link, type LinksOf } from './ws-links.ts'

const MAX_PROTOCOLS = 32
/** How long the other side may take to answer a close. */
export const CLOSE_TIMEOUT_MS = 10_000
const OPTIONS = {
  perMessageDeflate: false,
  followRedirects: false,
  maxPayload: MAX_CHUNK_BYTES,
  closeTimeout: CLOSE_TIMEOUT_MS,
}

type Parts = { readonly door: Door; readonly clock: Clock; readonly caCerts: readonly string[]; readonly linksOf: LinksOf }

/**
 * WebSocket, without redirects, compression and cookies. A message longer than one call may carry closes the socket with 1009; a message
 * of the other side waits, and the socket with it, until the plugin takes it.
 */
export function createWsPowers({ door, clock, caCerts, linksOf }: Parts): PowerTable {
  async function open(asker: Asker, argument: unknown) {
    const { url, protocols } = readAddress(argument)
    const to = targetOf(url)
    const what = `The WebSocket to ${hostPort(to)} failed`
    door.permit(asker, to)
    const link = await whileHeld(asker.handles, async (signal) => {
      const plain = await door.connect(asker, to, { signal })
      return inTime({ clock, signal, what }, async (until) => {
        const stream = url.protocol === 'wss:' ? await secured(plain, to, { signal: until, caCerts }) : plain
        return handshake(stream, { url, protocols, signal: until })
      })
    }).catch((error: unknown) => {
      throw netFailure(what, error)
    })
    const id = linksOf(asker.handles).add(link)
    return { value: { id, protocol: link.socket.protocol, extensions: link.socket.extensions } }
  }

  async function receive(asker: Asker, id: unknown) {
    const links = linksOf(asker.handles)
    const received = await links.get(id).inbox.next()
    if (received.kind === 'binary') return { value: { kind: 'binary' }, bytes: received.bytes }
    if (received.kind === 'close') links.end(id)
    return { value: received }
  }

  return {
    'ws.open': (asker, [to]) => open(asker, to),
    'ws.send': async (asker, [id, text], bytes) => {
      const { socket } = linksOf(asker.handles).get(id)
      await send(socket, text === null ? bytesOf(bytes) : textOf(text, 'A message'))
      return {}
    },
    'ws.receive': (asker, [id]) => receive(asker, id),
    'ws.close': (asker, [id, code, reason]) => {
      const { socket, inbox } = linksOf(asker.handles).get(id)
      socket.close(...readClose(code, reason))
      inbox.ignore()
      return {}
    },
  }
}

function readAddress(argument: unknown): { readonly url: URL; readonly protocols: readonly string[] } {
  const fields = recordOf(argument, 'The address')
  const url = readUrl(textOf(fields.url, 'The URL').replace(/^http/i, 'ws'), { schemes: ['ws', 'wss'] })
  if (url.hash) throw new PowerError('SyntaxError', 'Fragments are not allowed in a WebSocket URL')
  const protocols = textsOf(fields.protocols ?? [], 'The protocols', { max: MAX_PROTOCOLS })
  const isFine =
    protocols.every((protocol) => /^[!#$%&'*+\-.^_`|~\w]{1,128}$/.test(protocol)) && new Set(protocols).size === protocols.length
  if (!isFine) throw new PowerError('SyntaxError', 'A subprotocol is a token, and each is named once')
  return { url, protocols }
}

function handshake(
  stream: Socket,
  { url, protocols, signal }: { readonly url: URL; readonly protocols: readonly string[]; readonly signal: AbortSignal },
): Promise<Link> {
  const socket = new WebSocket(url, [...protocols], {
    ...OPTIONS,
    createConnection: () => stream,
  })
  // Made at once, so that no message is missed.
  const link = new Link(socket)
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason)
      socket.terminate()
    }
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', abort)
      socket.off('open', settle).off('error', settle)
      if (error) reject(error)
      else resolve(link)
    }
    socket.once('open', settle).once('error', settle)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
}

/** Resolves when the system took it. On a socket that closes it does nothing, as in a browser. */
async function send(socket: WebSocket, message: string | Uint8Array): Promise<void> {
  if (socket.readyState !== WebSocket.OPEN) return
  if (socket.bufferedAmount + message.length > MAX_WAITING_BYTES) throw new PowerError('Busy', 'Too much is being sent at once')
  await new Promise<void>((resolve) => {
    // Why it could not be sent is told by the close that follows.
    socket.send(message, { binary: typeof message !== 'string' }, () => resolve())
  })
}

function readClose(code: unknown, reason: unknown): [code?: number, reason?: string] {
  if (code === undefined || code === null) return []
  const isFine = typeof code === 'number' && (code === 1000 || (Number.isInteger(code) && code >= 3000 && code <= 4999))
  if (!isFine) throw new PowerError('RangeError', 'A close code is 1000, or 3000 to 4999')
  const text = reason === undefined || reason === null ? '' : textOf(reason, 'The reason')
  if (Buffer.byteLength(text) > 123) throw new PowerError('SyntaxError', 'The reason of a close is at most 123 bytes')
  return [code, text]
}
