import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../../base/clock.ts'
import { MAX_CHUNK_BYTES, type ServedAnswer } from '../../../powers.ts'
import { PowerError } from '../../power.ts'
import { createPull } from '../pull.ts'
import { written } from '../written.ts'
import { createLife, DEADLINE_MS, type Life } from './life.ts'
import { MAX_BODY_BYTES, type Problem } from './visitor.ts'

/** A connection whose request asks to be a WebSocket, with what came behind it. */
export type Upgrade = { readonly socket: Socket; readonly head: Buffer }

/** One request and its answer. */
export type Exchange = Pick<Life, 'over' | 'done' | 'take'> & {
  readonly request: IncomingMessage
  readonly hasBody: boolean
  /** The next part of the body; undefined at its end. Rejects with QuotaExceededError when there is too much. */
  read(): Promise<Uint8Array | undefined>
  /** Resolves when all was sent, and with a body to come at once. Rejects with Http when the other side went, or was answered before. */
  answer(head: ServedAnswer, bytes: Uint8Array | undefined): Promise<void>
  write(bytes: Uint8Array): Promise<void>
  end(): Promise<void>
  /** Refuses it in the server's own words. */
  refuse(problem: Problem): void
  /** Breaks the connection off, unless it is over. */
  drop(): void
  /** The connection, for it to be a WebSocket; nothing is answered then. Throws TypeError when the request does not ask for that. */
  upgrade(): Upgrade
}

type Parts = {
  readonly clock: Clock
  readonly request: IncomingMessage
  /** Node's own; left out for an upgrade, whose connection Node has let go. */
  readonly response?: ServerResponse
  readonly upgrade?: Upgrade
}

export function createExchange({ clock, request, response: given, upgrade }: Parts): Exchange {
  const response = given ?? responseOn(request, upgrade?.socket)
  const life = createLife(clock, () => refuse({ status: 504, sentence: `Nothing was answered within ${DEADLINE_MS / 1000} s` }))
  const body = createPull(request)
  let bytesRead = 0

  const ended = () => life.finish(!response.writableFinished)
  response.once('finish', ended).once('close', ended)
  upgrade?.socket.once('close', ended)

  function refuse({ status, sentence }: Problem) {
    if (life.isAnswered()) return drop()
    life.answer()
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close', 'x-content-type-options': 'nosniff' })
    response.end(`${sentence}\n`)
  }

  function drop() {
    life.settle()
    // The connection goes on to be a WebSocket, or to ask again.
    if (life.isOver()) return
    ended()
    request.socket.destroy()
  }

  /** Waits for the other side to take something, but not for ever. */
  async function takenOff(work: Promise<unknown>) {
    const cancel = clock.after(DEADLINE_MS, drop)
    try {
      await Promise.race([work, allSent()])
    } finally {
      cancel()
    }
  }

  async function allSent() {
    if (await life.over) throw new PowerError('Http', 'The other side went before it had its answer')
  }

  return {
    request,
    hasBody: !upgrade && !['GET', 'HEAD'].includes(request.method ?? '') && isWithBody(request),
    over: life.over,
    done: life.done,
    take: life.take,
    refuse,
    drop,
    async read() {
      const bytes = await body.next(MAX_CHUNK_BYTES)
      bytesRead += bytes?.length ?? 0
      if (bytesRead <= MAX_BODY_BYTES) return bytes
      const sentence = `A body has at most ${MAX_BODY_BYTES} bytes`
      refuse({ status: 413, sentence })
      throw new PowerError('QuotaExceededError', sentence)
    },
    async answer(head, bytes) {
      life.answer()
      response.writeHead(head.status, head.statusText || STATUS_CODES[head.status], framed(request, head, bytes))
      if (head.hasBody) return response.flushHeaders()
      response.end(bytes)
      await takenOff(allSent())
    },
    write: (bytes) => takenOff(written(response, bytes)),
    async end() {
      response.end()
      await takenOff(allSent())
    },
    upgrade() {
      if (!upgrade) throw new PowerError('TypeError', 'The request does not ask for a WebSocket')
      life.answer()
      response.off('finish', ended).off('close', ended)
      response.detachSocket(upgrade.socket)
      life.finish(false)
      return upgrade
    },
  }
}

/** The headers as Node takes them, name and value by turns, with those that say where the answer ends. */
function framed(request: IncomingMessage, { status, headers, hasBody }: ServedAnswer, bytes: Uint8Array | undefined): string[] {
  const isEmpty = status === 204 || status === 304
  const length = hasBody || isEmpty ? [] : ['content-length', String(bytes?.length ?? 0)]
  // Of a body without a length nobody knows how much is still to come, and nobody reads it now.
  const close = request.complete || !isEndless(request) ? [] : ['connection', 'close']
  return [...headers.flat(), ...length, ...close]
}

const isEndless = ({ headers }: IncomingMessage) => headers['transfer-encoding'] !== undefined

const isWithBody = (request: IncomingMessage) => isEndless(request) || Number(request.headers['content-length'] ?? 0) > 0

function responseOn(request: IncomingMessage, socket: Socket | undefined): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  if (!socket) return response
  response.assignSocket(socket)
  response.once('finish', () => socket.end())
  return response
}
