import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { MAX_CHUNK_BYTES } from '../../../powers.ts'
import { PowerError } from '../../power.ts'
import { Link } from '../ws-links.ts'
import { CLOSE_TIMEOUT_MS } from '../ws-powers.ts'
import type { Upgrade } from './exchange.ts'

const OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_CHUNK_BYTES,
  closeTimeout: CLOSE_TIMEOUT_MS,
}

/** Whether a request asks to be a WebSocket, in a way that can be answered. */
export function isWebSocket({ method, headers }: IncomingMessage): boolean {
  const isKey = /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && headers['sec-websocket-version'] === '13' && isKey
}

/** The subprotocols that were offered. */
const offeredBy = ({ headers }: IncomingMessage): readonly string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())

/** The other half of the handshake. Throws TypeError for a subprotocol that was not offered. */
export function shakeHands(request: IncomingMessage, { socket, head }: Upgrade, protocol: string | undefined): Promise<Link> {
  if (protocol !== undefined && !offeredBy(request).includes(protocol))
    throw new PowerError('TypeError', `The subprotocol ${JSON.stringify(protocol.slice(0, 100))} was not offered`)
  const door = new WebSocketServer({ ...OPTIONS, handleProtocols: () => protocol ?? false })
  return new Promise((resolve, reject) => {
    const gone = () => reject(new PowerError('Http', 'The other side went before it had its WebSocket'))
    if (socket.destroyed) return gone()
    socket.once('close', gone)
    door.handleUpgrade(request, socket, head, (opened) => {
      socket.off('close', gone)
      // Made at once, so that no message is missed.
      resolve(new Link(opened))
    })
  })
}

/**
 * The connection as if it had not asked to be something that plugins do not speak, such as HTTP/2, which Java offers with every request
 * and does without. It ends with its answer, since each time that Node takes up a connection anew it leaves listeners on it.
 */
export function withoutUpgrade({ method, url, rawHeaders }: IncomingMessage, { socket, head }: Upgrade): Socket {
  const lines = rawHeaders.flatMap((name, at) => {
    const isName = at % 2 === 0
    return isName && !/^(upgrade|connection|http2-settings)$/i.test(name) ? [`${name}: ${rawHeaders[at + 1]}`] : []
  })
  const again = Buffer.from([`${method} ${url} HTTP/1.1`, ...lines, 'connection: close', '', ''].join('\r\n'), 'latin1')
  socket.unshift(Buffer.concat([again, head]))
  return socket
}
