import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { createCatchUp } from './catch-up.ts'
import { type ConnectionParts, createConnection } from './connection.ts'
import { readMessage } from './demand.ts'
import { createFeed } from './feed.ts'
import { type ClientMessage, PROTOCOL, type ServerMessage } from './messages.ts'
import { hears, type Page, type Reader } from './reader.ts'
import type { RetainedTopics } from './retained.ts'
import type { Principal, ServeParts } from './serve.ts'
import type { Unacked } from './unacked.ts'
import { textOf } from './wording.ts'

type Subscribe = Extract<ClientMessage, { type: 'subscribe' }>

const NAMELESS = 'Only a client with a name acknowledges: say "name" in "subscribe" first'

/** What a client needs of the others. */
export type ClientParts = ConnectionParts & {
  readonly parts: Pick<ServeParts, 'readFrom' | 'head' | 'acked' | 'ack' | 'overlays'>
  readonly retained: RetainedTopics
  readonly unacked: Unacked
  /** Told of a demand that a role may not make. */
  readonly onForbidden: (principal: Principal, peer: string) => void
}

/** One WebSocket of /ws: answers what it says, and sends what it listens to. */
export function createClient(
  { socket, wire, principal }: { readonly socket: WebSocket; readonly wire: Socket; readonly principal: Principal },
  needs: ClientParts,
): Reader {
  const { parts, onFault, onForbidden, retained, unacked } = needs
  const { role } = principal
  let topics: ReadonlySet<string> = new Set()
  /** Under which its acknowledgements are kept. */
  let place: string | undefined
  let page: Page | undefined

  const connection = createConnection(
    {
      ...{ socket, wire, dropsOldest: role === 'overlay' },
      gap: (dropped) => textOf({ type: 'gap', dropped }),
      onText: receive,
      onRoom() {
        catchUp.goOn()
        feed.readOn()
      },
    },
    needs,
  )
  const catchUp = createCatchUp({ outbox: connection, retained, unacked, worded: ({ frame }) => frame() })
  const feed = createFeed({
    ...{ outbox: connection, readFrom: parts.readFrom, onFailed: connection.fail, wordOf: textOf },
    ...(role === 'game' && { isFor: isForGames }),
  })
  const send = (message: ServerMessage) => connection.push(textOf(message))

  function fault(error: Omit<Extract<ServerMessage, { type: 'error' }>, 'type'>): void {
    onFault(error.code)
    if (error.code === 'FORBIDDEN') onForbidden(principal, wire.remoteAddress ?? '')
    send({ type: 'error', ...error })
  }

  function subscribe(message: Subscribe): void {
    const shown = message.overlay === undefined ? undefined : findPage(message.overlay, parts)
    if (message.overlay !== undefined && !shown) {
      fault({ code: 'OVERLAY_UNKNOWN', message: 'There is no such overlay' })
      return
    }
    page = shown
    const { name } = message
    place = name === undefined ? undefined : placeOf(name, principal)
    topics = new Set(message.topics)
    const head = parts.head()
    const acked = place === undefined ? undefined : parts.acked(place)
    // A game that gets a token of its own goes on where it was by the key that all share.
    const asked = message.after ?? feed.cursor() ?? acked ?? (name === undefined ? undefined : parts.acked(name)) ?? head
    const after = Math.min(asked, head)
    // From here on it is told what it missed, though it goes before it acknowledged anything.
    if (place !== undefined && acked === undefined) parts.ack(place, after)
    if (asked > head) send({ type: 'resync', head })
    send({ type: 'subscribed', after })
    catchUp.start(topics, page?.plugin)
    feed.start(message.events ?? [], after)
  }

  function acknowledge(seqNo: number): boolean {
    const sent = feed.cursor() ?? 0
    if (place === undefined || seqNo > sent) {
      const message =
        place === undefined ? NAMELESS : `${seqNo} is beyond ${sent}, the newest that there was for you; only what was sent is acknowledged`
      fault({ code: 'MESSAGE_INVALID', message })
      return false
    }
    if (seqNo > (parts.acked(place) ?? -1)) parts.ack(place, seqNo)
    return true
  }

  /** A page is done with what its own plugin published. */
  function acknowledgeShown({ topic, ids }: Extract<ClientMessage, { ids: readonly string[] }>): boolean {
    const [plugin = '', ...rest] = topic.split('.')
    if (page?.plugin !== plugin) {
      fault({ code: 'MESSAGE_INVALID', message: 'Only a page of the plugin acknowledges what it published' })
      return false
    }
    return unacked.ack(plugin, rest.join('.'), ids)
  }

  /** True when it answers what was sent. */
  function receive(text: string): boolean {
    const message = readMessage(text, principal)
    if ('code' in message) fault(message)
    else if (message.type === 'ack') return 'ids' in message ? acknowledgeShown(message) : acknowledge(message.seqNo)
    else if (message.type === 'subscribe') subscribe(message)
    else send({ type: 'pong' })
    return false
  }

  send({ type: 'hello', protocol: PROTOCOL, head: parts.head(), role })

  return {
    principal,
    kind: 'socket',
    page: () => page,
    topics: () => topics,
    live: (stored, { frame }) => feed.live(stored, frame),
    publish(plugin, topic, { frame }) {
      const isFor = hears(topics, plugin, topic)
      if (isFor) {
        catchUp.passed(plugin, topic)
        connection.push(frame())
      }
      return isFor
    },
    reload: () => send({ type: 'reload' }),
    beat: connection.beat,
    close: connection.close,
  }
}

/** What a game does it must not do twice: a replay reaches it only when it was addressed to games. */
export function isForGames({ replay }: UnifiedEvent): boolean {
  return replay === undefined || replay.to?.includes('@games') === true
}

/** Names by a key of this machine are shared; by anything else they are its own, so that one game cannot acknowledge for another. */
function placeOf(name: string, { kind, id }: Principal): string {
  return kind === 'key' ? name : `${id}/${name}`
}

function findPage(name: string, { overlays }: Pick<ServeParts, 'overlays'>): Page | undefined {
  const [plugin, page = ''] = name.split('/')
  const found = overlays().find((overlay) => overlay.plugin === plugin && overlay.pages.includes(page))
  return found && { plugin: found.plugin, page }
}
