import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Limits } from './limits.ts'
import { CLOSE, CLOSE_REASON } from './messages.ts'
import { createOutbox } from './outbox.ts'

/** What every reader needs of the server. */
export type ConnectionParts = {
  readonly clock: Clock
  readonly log: Logger
  readonly limits: Limits
  /** Told the code of what a client did wrong, or why it was closed. */
  readonly onFault: (code: string) => void
}

/** One WebSocket as the server's end holds it: what waits for it, how much it may say, and whether it is there. `wire` is the connection below it. */
export type Connection = ReturnType<typeof createConnection>

export function createConnection(
  {
    socket,
    wire,
    dropsOldest,
    gap,
    onText,
    onRoom = () => {},
  }: {
    readonly socket: WebSocket
    readonly wire: Socket
    /** Loses the oldest when it does not keep up, in place of the connection. */
    readonly dropsOldest: boolean
    /** What stands in the place of messages that were left out. */
    readonly gap: (dropped: number) => Buffer
    /** True of the answer to something that was sent, an acknowledgement say. */
    readonly onText: (text: string) => boolean
    /** All that waited has gone out. */
    readonly onRoom?: () => void
  },
  { clock, log, limits, onFault }: ConnectionParts,
) {
  let isAlive = true
  let second = { since: clock.now(), count: 0 }
  /** Messages that went out, and were not answered yet. */
  let unanswered = 0
  const outbox = createOutbox({ write, limits, full: () => close('tooSlow'), onRoom, ...(dropsOldest && { gap }) })

  function write(messages: readonly Buffer[], done: (error?: Error | null) => void): void {
    wire.cork()
    for (const [index, message] of messages.entries()) {
      socket.send(message, { binary: false }, index === messages.length - 1 ? done : undefined)
    }
    wire.uncork()
  }

  function close(why: keyof typeof CLOSE): void {
    onFault(`CLOSED_${CLOSE[why]}`)
    outbox.close()
    socket.close(CLOSE[why], CLOSE_REASON[why])
  }

  function fail(error: unknown): void {
    log.error({ err: error }, 'WebSocket client failed')
    close('failed')
  }

  function push(message: Buffer): void {
    unanswered += 1
    outbox.push(message)
  }

  /** Counts what comes in; false once it is too much. */
  function mayCome(): boolean {
    if (clock.now() - second.since >= 1_000) second = { since: clock.now(), count: 0 }
    second.count += 1
    if (second.count === limits.messagesPerSecond + 1) close('tooMany')
    return second.count <= limits.messagesPerSecond
  }

  /** As many answers as messages went out are never too much, however fast those went. */
  function forgive(): void {
    if (unanswered === 0) return
    unanswered -= 1
    second.count -= 1
  }

  socket.on('message', (data, isBinary) => {
    if (!mayCome()) return
    if (isBinary) {
      close('binary')
      return
    }
    // A fault that one client meets must not end the process.
    try {
      if (onText(data.toString())) forgive()
    } catch (error) {
      fail(error)
    }
  })
  socket.on('ping', mayCome)
  socket.on('pong', () => {
    isAlive = true
  })
  socket.on('error', (error) => onFault('code' in error ? String(error.code) : 'SOCKET_FAILED'))
  socket.on('close', outbox.close)

  return {
    push,
    hasRoom: outbox.hasRoom,
    close,
    fail,
    /** Pings; a client that answered nothing since the last time is gone, and one that reads nothing is closed. */
    beat(): void {
      if (outbox.isStuck() && !dropsOldest) close('tooSlow')
      else if (!isAlive) socket.terminate()
      else {
        isAlive = false
        socket.ping()
      }
    },
  }
}
