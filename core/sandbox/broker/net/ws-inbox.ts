import type { WebSocket } from 'ws'
import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { PowerError } from '../power.ts'

/** What ws.receive answers, one after the other; `close` is the last. */
export type Received =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string; readonly wasClean: boolean }

export type Inbox = {
  /** Waits for the next. Rejects with Busy while another waits. */
  next(): Promise<Received>
  /** Drops what waits and what still comes; the end is told. */
  ignore(): void
}

/** From here on the other side has to wait until some of it was taken. */
const MAX_WAITING = 64
const MAX_WAITING_BYTES = 1024 * 1024

/** How a socket ends that broke the rules; it told the other side so. */
const FAULTS: Readonly<Record<string, { readonly code: number; readonly reason: string }>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: { code: 1009, reason: `A message was longer than ${MAX_CHUNK_BYTES} bytes` },
  WS_ERR_INVALID_UTF8: { code: 1007, reason: 'A text was not UTF-8' },
}

/** Keeps the messages of a socket until they are asked for, and pauses it when there are many. */
export function createInbox(socket: WebSocket): Inbox {
  const waiting: Received[] = []
  let bytes = 0
  let isIgnoring = false
  let fault: { readonly code: number; readonly reason: string } | undefined
  let wake: (() => void) | undefined

  function add(item: Received) {
    waiting.push(item)
    bytes += sizeOf(item)
    if (isFull()) socket.pause()
    wake?.()
  }

  function take(): Received | undefined {
    const item = waiting.shift()
    if (item) bytes -= sizeOf(item)
    if (socket.isPaused && !isFull()) socket.resume()
    return item
  }

  const isFull = () => !isIgnoring && (waiting.length >= MAX_WAITING || bytes >= MAX_WAITING_BYTES)

  socket.on('message', (data, isBinary) => {
    if (isIgnoring) return
    // Messages come as one Buffer unless another binaryType is set.
    const message = data as Buffer
    add(isBinary ? { kind: 'binary', bytes: message } : { kind: 'text', text: message.toString() })
  })
  socket.on('error', (error) => {
    if ('code' in error) fault ??= FAULTS[String(error.code)]
  })
  socket.on('close', (code, reason) => {
    if (fault) add({ kind: 'close', ...fault, wasClean: false })
    else add({ kind: 'close', code, reason: reason.toString(), wasClean: code !== 1006 })
  })

  return {
    async next() {
      if (wake) throw new PowerError('Busy', 'Another receive of this socket waits already')
      for (;;) {
        const item = take()
        if (item) return item
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = undefined
      }
    },
    ignore() {
      isIgnoring = true
      waiting.length = 0
      bytes = 0
      socket.resume()
    },
  }
}

function sizeOf(item: Received): number {
  if (item.kind === 'text') return item.text.length
  return item.kind === 'binary' ? item.bytes.length : 0
}
