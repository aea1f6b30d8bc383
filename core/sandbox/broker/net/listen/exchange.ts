import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../../base/clock.ts'
import { MAX_CHUNK_BYTES, type ServedAnswer } from '../../../powers.ts'
import { PowerError } from '../../power.ts'
import { createPull } from '../pull.ts'
import { written } from '../written.ts'
import { MAX_BODY_BYTES, type Problem } from './visitor.ts'

/** From the request to its answer, and how long the other side may leave a part of the answer lying. */
export const DEADLINE_MS = 30_000

/** A connection whose request asks to be a WebSocket, with what came behind it. */
export type Upgrade = { readonly socket: Socket; readonly head: Buffer }

/** One request and its answer. States: asked, answered, over; who is gone or late is over without being answered. */
export type Exchange = {
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
  /** Breaks the connection off. */
  drop(): void
  /** The connection, for it to be a WebSocket; nothing is answered then. Throws TypeError when the request does not ask for that. */
  upgrade(): Upgrade
  /** When it is over: whether the other side went before it had its answer. */
  readonly over: Promise<boolean>
  /** When nobody works on it any more: it was answered and is over, or nobody took it, or it is late. */
  readonly done: Promise<void>
  /** It was handed to the plugin. */
  taken(): void
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
  const body = createPull(request)
  const hasBody = !upgrade && !['GET', 'HEAD'].includes(request.method ?? '') && isWithBody(request)
  let bytesRead = 0
  let isAnswered = false
  let isTaken = false
  let isOver = false
  let finish: (isGone: boolean) => void = () => {}
  let settle = () => {}

  const over = new Promise<boolean>((resolve) => {
    finish = (isGone) => {
      isOver = true
      resolve(isGone)
    }
  })
  const done = new Promise<void>((resolve) => {
    settle = resolve
  })
  const ended = () => finish(!response.writableFinished)
  response.once('finish', ended).once('close', ended)
  upgrade?.socket.once('close', ended)
  const cancelDeadline = clock.after(DEADLINE_MS, late)
  void over.then(() => {
    if (isAnswered || !isTaken) settleNow()
  })

  function settleNow() {
    cancelDeadline()
    settle()
  }

  function late() {
    if (!isAnswered) refuse({ status: 504, sentence: `Nothing was answered within ${DEADLINE_MS / 1000} s` })
    settle()
  }

  function begin() {
    if (isAnswered) throw new PowerError('Http', 'The request was answered before')
    isAnswered = true
    cancelDeadline()
    void over.then(settle)
  }

  function refuse({ status, sentence }: Problem) {
    if (isAnswered) return drop()
    begin()
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close', 'x-content-type-options': 'nosniff' })
    response.end(`${sentence}\n`)
  }

  function drop() {
    settleNow()
    // The connection goes on to be a WebSocket, or to ask again.
    if (isOver) return
    finish(!response.writableFinished)
    request.socket.destroy()
  }

  /** Waits for the other side to take something, but not for ever. */
  async function takenOff(work: Promise<unknown>) {
    const cancel = clock.after(DEADLINE_MS, drop)
    try {
      await Promise.race([work, over.then(throwIfGone)])
    } finally {
      cancel()
    }
  }

  return {
    request,
    hasBody,
    async read() {
      const bytes = await body.next(MAX_CHUNK_BYTES)
      bytesRead += bytes?.length ?? 0
      if (bytesRead <= MAX_BODY_BYTES) return bytes
      const sentence = `A body has at most ${MAX_BODY_BYTES} bytes`
      refuse({ status: 413, sentence })
      throw new PowerError('QuotaExceededError', sentence)
    },
    async answer({ status, statusText, headers, hasBody: isToCome }, bytes) {
      begin()
      const length = isToCome || status === 204 || status === 304 ? [] : [['content-length', String(bytes?.length ?? 0)]]
      // Of a body without a length nobody knows how much is still to come, and nobody reads it now.
      const close = request.complete || !isEndless(request) ? [] : [['connection', 'close']]
      response.writeHead(status, statusText || STATUS_CODES[status], [...headers, ...length, ...close].flat())
      if (isToCome) return response.flushHeaders()
      response.end(bytes)
      await takenOff(over.then(throwIfGone))
    },
    write: (bytes) => takenOff(written(response, bytes)),
    async end() {
      response.end()
      await takenOff(over.then(throwIfGone))
    },
    refuse,
    drop,
    upgrade() {
      if (!upgrade) throw new PowerError('TypeError', 'The request does not ask for a WebSocket')
      begin()
      response.off('finish', ended).off('close', ended)
      response.detachSocket(upgrade.socket)
      finish(false)
      return upgrade
    },
    over,
    done,
    taken() {
      isTaken = true
    },
  }
}

const isEndless = ({ headers }: IncomingMessage) => headers['transfer-encoding'] !== undefined

const isWithBody = (request: IncomingMessage) => isEndless(request) || Number(request.headers['content-length'] ?? 0) > 0

function throwIfGone(isGone: boolean) {
  if (isGone) throw new PowerError('Http', 'The other side went before it had its answer')
}

function responseOn(request: IncomingMessage, socket: Socket | undefined): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  if (!socket) return response
  response.assignSocket(socket)
  response.once('finish', () => socket.end())
  return response
}
