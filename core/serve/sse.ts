import type { ServerResponse } from 'node:http'
import type { EventType } from '../../schemas/types.ts'
import { createCatchUp } from './catch-up.ts'
import { type ClientParts, isForGames } from './client.ts'
import { createFeed } from './feed.ts'
import { CLOSE, PROTOCOL, type ServerMessage } from './messages.ts'
import { createOutbox } from './outbox.ts'
import { SECURITY_HEADERS } from './policy.ts'
import { hears, type Reader } from './reader.ts'
import type { Principal } from './serve.ts'
import { blockOf } from './wording.ts'

/** What a stream is asked for. */
export type StreamDemand = {
  readonly types: readonly (EventType | '*')[]
  readonly topics: readonly string[]
  /** First what came after this; `unknown` when that is no number of ours. */
  readonly after?: number | 'unknown'
}

export const STREAM_HEADERS = {
  ...SECURITY_HEADERS,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies hold answers back unless they are told.
  'x-accel-buffering': 'no',
}

/** How soon a browser comes back. */
const RETRY = Buffer.from('retry: 2000\n\n')
const BEAT = Buffer.from(': beat\n\n')

/**
 * One event stream: the messages of /ws as server-sent events (HTML, 9.2), from the same log, in the same order and within the same bounds. The event's name is
 * the message's type, its data the message, and the id of an `event` its seqNo. Whoever reads too slowly is cut off, and comes back with `Last-Event-ID`.
 */
export function createStream(
  { outgoing, principal, demand }: { readonly outgoing: ServerResponse; readonly principal: Principal; readonly demand: StreamDemand },
  { parts, log, limits, onFault, retained }: ClientParts,
): Reader {
  const { role } = principal
  const topics = new Set(demand.topics)
  const outbox = createOutbox({ write, limits, full: () => close('tooSlow'), onRoom })
  const catchUp = createCatchUp({ outbox, retained, worded: ({ block }) => block() })
  const feed = createFeed({
    ...{ outbox, readFrom: parts.readFrom, wordOf: blockOf, onFailed: fail },
    ...(role === 'game' && { isFor: isForGames }),
  })
  const send = (message: ServerMessage) => outbox.push(blockOf(message))

  function onRoom(): void {
    catchUp.goOn()
    feed.readOn()
  }

  function write(blocks: readonly Buffer[], done: (error?: Error | null) => void): void {
    outgoing.cork()
    for (const [index, block] of blocks.entries()) outgoing.write(block, index === blocks.length - 1 ? done : undefined)
    outgoing.uncork()
  }

  function close(why: keyof typeof CLOSE): void {
    onFault(`CLOSED_${CLOSE[why]}`)
    outbox.close()
    // Who has not read what went out before would never see an end in order.
    if (why === 'stopping') outgoing.end()
    else outgoing.destroy()
  }

  function fail(error: unknown): void {
    log.error({ err: error }, 'Event stream failed')
    close('failed')
  }

  function begin(): void {
    const head = parts.head()
    const { after = head } = demand
    outgoing.writeHead(200, STREAM_HEADERS)
    outbox.push(RETRY)
    send({ type: 'hello', protocol: PROTOCOL, head, role })
    const isOurs = after !== 'unknown' && after <= head
    if (!isOurs) send({ type: 'resync', head })
    catchUp.start(topics)
    feed.start(demand.types, isOurs ? after : head)
  }

  outgoing.on('close', outbox.close)
  outgoing.on('error', (error) => onFault('code' in error ? String(error.code) : 'SOCKET_FAILED'))
  begin()

  return {
    principal,
    kind: 'stream',
    page: () => undefined,
    topics: () => topics,
    live: (stored, { block }) => feed.live(stored, block),
    publish(plugin, topic, { block }) {
      const isFor = hears(topics, plugin, topic)
      if (isFor) {
        catchUp.passed(plugin, topic)
        outbox.push(block())
      }
      return isFor
    },
    reload: () => {},
    beat(): void {
      if (outbox.isStuck()) close('tooSlow')
      else outbox.push(BEAT)
    },
    close,
  }
}
