import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../base/clock.ts'
import { SECURITY_HEADERS } from './policy.ts'
import { answerTo, type Problem } from './problem.ts'

/** Answers a request that the guard stopped. What it still sends is thrown away for a while: closing at once can lose the answer. */
export function refuseRequest(
  problem: Problem,
  { incoming, outgoing, clock, closeMs }: { incoming: IncomingMessage; outgoing: ServerResponse; clock: Clock; closeMs: number },
): void {
  const { status, headers, body } = answerTo(problem)
  outgoing.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end(body)
  const cancel = clock.after(closeMs, () => incoming.socket.destroy())
  incoming.once('close', cancel).resume()
}

/** Answers on a bare socket and closes it. */
export function refuseSocket(problem: Problem, socket: Socket): void {
  const { status, headers, body } = answerTo(problem)
  const lines = Object.entries({ ...SECURITY_HEADERS, ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`)
  // Not just ended: a peer that never ends its half would keep the socket.
  socket.destroySoon()
}
