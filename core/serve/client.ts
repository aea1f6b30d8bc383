import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { StoredEvent } from '../store/store.ts'
import { readMessage } from './demand.ts'
import type { Limits } from './limits.ts'
import { CLOSE, type ClientMessage, PROTOCOL, type ServerMessage } from './messages.ts'
import { createOutbox } from './outbox.ts'
import type { Role, ServeParts } from './serve.ts'

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>

const CHUNK = 256

/** One WebSocket: what it listens to, and how far it is. */
export type Client = ReturnType<typeof createClient>

/**
 * Events reach it in one of two states. **live**: as they are accepted. **behind**: read from the log, at the pace of
 * the reader; entered to resume and by a reader that falls back, left when the log has no more. `cursor` is the last
 * event looked at in either, so none is missed or sent twice.
 */
export function createClient({
  socket,
  wire,
  role,
  parts,
  clock,
  log,
  limits,
  onFault,
}: {
  socket: WebSocket
  /** The connection below the socket. */
  wire: Socket
  role: Role
  parts: Pick<ServeParts, 'readFrom' | 'head' | 'acked' | 'ack' | 'overlays'>
  clock: Clock
  log: Logger
  limits: Limits
  onFault: (code: string) => void
}) {
  let wanted: { readonly events: ReadonlySet<string>; readonly topics: ReadonlySet<string> } = { events: new Set(), topics: new Set() }
  let cursor: number | undefined
  let isBehind = false
  let isReading = false
  let name: string | undefined
  let page: { readonly plugin: string; readonly page: string } | undefined
  let isAlive = true
  let second = { since: clock.now(), count: 0 }

  const outbox = createOutbox({
    write,
    limits,
    full: role === 'overlay' ? 'drop-oldest' : () => close('tooSlow'),
    onRoom: () => readOn(),
  })
  const send = (message: ServerMessage) => outbox.push(Buffer.from(JSON.stringify(message)))

  function write(messages: readonly Buffer[], done: () => void): void {
    wire.cork()
    for (const [index, message] of messages.entries()) {
      socket.send(message, { binary: false }, index === messages.length - 1 ? done : undefined)
    }
    wire.uncork()
  }

  function close(why: keyof typeof CLOSE): void {
    outbox.close()
    socket.close(CLOSE[why], why)
  }

  // A fault of one client's must not end the process.
  function attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      log.error({ err: error }, 'WebSocket client failed')
      close('failed')
    }
  }

  function offer(event: UnifiedEvent, message: () => Buffer): void {
    cursor = event.seqNo
    if (wanted.events.has('*') || wanted.events.has(event.eventType)) outbox.push(message())
  }

  function readOn(): void {
    if (!isBehind || isReading) return
    isReading = true
    // A tick for the others before each chunk.
    setImmediate(() => {
      isReading = false
      attempt(readChunk)
    })
  }

  function readChunk(): void {
    if (!isBehind || cursor === undefined || !outbox.hasRoom()) return
    const events = parts.readFrom(cursor + 1, CHUNK)
    for (const { event, seqNo } of events) {
      if (!outbox.hasRoom()) return
      if (seqNo > cursor + 1) send({ type: 'gap', dropped: seqNo - cursor - 1 })
      offer(event, () => eventMessage(event))
    }
    isBehind = events.length > 0
    readOn()
  }

  function subscribe(message: Subscribe): void {
    const overlay = message.overlay?.split('/')
    const found = parts.overlays().find(({ plugin, pages }) => plugin === overlay?.[0] && pages.includes(overlay?.[1] ?? ''))
    if (overlay && !found) {
      fault({ code: 'OVERLAY_UNKNOWN', message: 'There is no such overlay' })
      return
    }
    page = found && { plugin: found.plugin, page: overlay?.[1] ?? '' }
    name = message.name
    wanted = { events: new Set(message.events), topics: new Set(message.topics) }
    const head = parts.head()
    const asked = message.after ?? cursor ?? (name === undefined ? undefined : parts.acked(name)) ?? head
    if (asked > head) send({ type: 'resync', head })
    cursor = Math.min(asked, head)
    send({ type: 'subscribed', after: cursor })
    isBehind = wanted.events.size > 0
    readOn()
  }

  function acknowledge(seqNo: number): void {
    if (name === undefined || cursor === undefined || seqNo > cursor) {
      fault({ code: 'MESSAGE_INVALID', message: 'Only a client with a name acknowledges, and only what it was sent' })
      return
    }
    if (seqNo > (parts.acked(name) ?? -1)) parts.ack(name, seqNo)
  }

  function fault(error: Omit<Extract<ServerMessage, { type: 'error' }>, 'type'>): void {
    onFault(error.code)
    send({ type: 'error', ...error })
  }

  /** Counts what comes in; false once it is too much. */
  function mayCome(): boolean {
    if (clock.now() - second.since >= 1_000) second = { since: clock.now(), count: 0 }
    second.count += 1
    if (second.count <= limits.messagesPerSecond) return true
    if (second.count === limits.messagesPerSecond + 1) {
      onFault('TOO_MANY_MESSAGES')
      close('tooMany')
    }
    return false
  }

  function receive(data: Buffer, isBinary: boolean): void {
    if (!mayCome()) return
    if (isBinary) {
      close('binary')
      return
    }
    const message = readMessage(data.toString(), role)
    if ('code' in message) fault(message)
    else if (message.type === 'subscribe') subscribe(message)
    else if (message.type === 'ack') acknowledge(message.seqNo)
    else send({ type: 'pong' })
  }

  // Text and pings come as one Buffer: binaryType is left as it is.
  socket.on('message', (data, isBinary) => attempt(() => receive(data as Buffer, isBinary)))
  socket.on('ping', mayCome)
  socket.on('pong', () => {
    isAlive = true
  })
  socket.on('error', (error) => onFault('code' in error ? String(error.code) : 'SOCKET_FAILED'))
  socket.on('close', outbox.close)
  send({ type: 'hello', protocol: PROTOCOL, head: parts.head(), role })

  return {
    page: () => page,
    /** Events as they are accepted; the message is made once for all clients. */
    live({ event, seqNo }: StoredEvent, message: () => Buffer): void {
      if (cursor === undefined || isBehind || seqNo <= cursor) return
      // Whoever does not keep up reads the rest from the log, when it has room.
      if (wanted.events.size === 0 || outbox.hasRoom()) offer(event, message)
      else isBehind = true
    },
    publish(plugin: string, topic: string, message: () => Buffer): void {
      const { topics } = wanted
      if (topics.has(`${plugin}.${topic}`) || topics.has(`${plugin}.*`) || topics.has('*')) outbox.push(message())
    },
    send,
    close,
    /** Pings; a client that answered nothing since the last time is gone, and one that reads nothing is closed. */
    beat(): void {
      if (outbox.isStuck() && role !== 'overlay') close('tooSlow')
      else if (!isAlive) socket.terminate()
      else {
        isAlive = false
        socket.ping()
      }
    },
  }
}

/** The text of an event, as it goes to every client. */
export function eventMessage(event: UnifiedEvent): Buffer {
  return Buffer.from(JSON.stringify({ type: 'event', event } satisfies ServerMessage))
}
