import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import { readMessage } from './demand.ts'
import { createFeed, textOf } from './feed.ts'
import type { Limits } from './limits.ts'
import { CLOSE, type ClientMessage, PROTOCOL, type ServerMessage } from './messages.ts'
import { createOutbox } from './outbox.ts'
import type { Role, ServeParts } from './serve.ts'

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>
type Page = { readonly plugin: string; readonly page: string }

/** What a client needs of the others. */
export type ClientParts = {
  readonly parts: Pick<ServeParts, 'readFrom' | 'head' | 'acked' | 'ack' | 'overlays'>
  readonly clock: Clock
  readonly log: Logger
  readonly limits: Limits
  /** Told the code of what a client did wrong, or why it was closed. */
  readonly onFault: (code: string) => void
}

export type Client = ReturnType<typeof createClient>

/** One WebSocket: answers what it says, and sends what it listens to. `wire` is the connection below it. */
export function createClient(
  { socket, wire, role }: { readonly socket: WebSocket; readonly wire: Socket; readonly role: Role },
  { parts, clock, log, limits, onFault }: ClientParts,
) {
  let topics: ReadonlySet<string> = new Set()
  let name: string | undefined
  let page: Page | undefined
  let isAlive = true
  let second = { since: clock.now(), count: 0 }

  const outbox = createOutbox({
    write,
    limits,
    full: role === 'overlay' ? 'drop-oldest' : () => close('tooSlow'),
    onRoom: () => feed.readOn(),
  })
  const feed = createFeed({ outbox, readFrom: parts.readFrom, onFailed: fail, ...(role === 'game' && { isFor: isForGames }) })
  const send = (message: ServerMessage) => outbox.push(textOf(message))

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
    socket.close(CLOSE[why], why)
  }

  function fail(error: unknown): void {
    log.error({ err: error }, 'WebSocket client failed')
    close('failed')
  }

  function fault(error: Omit<Extract<ServerMessage, { type: 'error' }>, 'type'>): void {
    onFault(error.code)
    send({ type: 'error', ...error })
  }

  function subscribe(message: Subscribe): void {
    const shown = message.overlay === undefined ? undefined : findPage(message.overlay, parts)
    if (message.overlay !== undefined && !shown) {
      fault({ code: 'OVERLAY_UNKNOWN', message: 'There is no such overlay' })
      return
    }
    page = shown
    name = message.name
    topics = new Set(message.topics)
    const head = parts.head()
    const asked = message.after ?? feed.cursor() ?? (name === undefined ? undefined : parts.acked(name)) ?? head
    const after = Math.min(asked, head)
    if (asked > head) send({ type: 'resync', head })
    send({ type: 'subscribed', after })
    feed.start(message.events ?? [], after)
  }

  function acknowledge(seqNo: number): void {
    if (name === undefined || seqNo > (feed.cursor() ?? 0)) {
      fault({ code: 'MESSAGE_INVALID', message: 'Only a client with a name acknowledges, and only what it was sent' })
      return
    }
    if (seqNo > (parts.acked(name) ?? -1)) parts.ack(name, seqNo)
  }

  /** Counts what comes in; false once it is too much. */
  function mayCome(): boolean {
    if (clock.now() - second.since >= 1_000) second = { since: clock.now(), count: 0 }
    second.count += 1
    if (second.count === limits.messagesPerSecond + 1) close('tooMany')
    return second.count <= limits.messagesPerSecond
  }

  function receive(text: string): void {
    const message = readMessage(text, role)
    if ('code' in message) fault(message)
    else if (message.type === 'subscribe') subscribe(message)
    else if (message.type === 'ack') acknowledge(message.seqNo)
    else send({ type: 'pong' })
  }

  socket.on('message', (data, isBinary) => {
    if (!mayCome()) return
    if (isBinary) {
      close('binary')
      return
    }
    // A fault that one client meets must not end the process.
    try {
      receive(data.toString())
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
  send({ type: 'hello', protocol: PROTOCOL, head: parts.head(), role })

  return {
    page: () => page,
    live: feed.live,
    publish(plugin: string, topic: string, message: () => Buffer): void {
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

/** What a game does it must not do twice: a replay reaches it only when it was addressed to games. */
function isForGames({ replay }: UnifiedEvent): boolean {
  return replay === undefined || replay.to?.includes('@games') === true
}

function findPage(name: string, { overlays }: Pick<ServeParts, 'overlays'>): Page | undefined {
  const [plugin, page = ''] = name.split('/')
  const found = overlays().find((overlay) => overlay.plugin === plugin && overlay.pages.includes(page))
  return found && { plugin: found.plugin, page }
}
