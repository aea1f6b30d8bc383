import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { isObject } from '../../base/is-object.ts'
import { problemOf } from '../app.ts'
import { type ConnectionParts, createConnection } from '../connection.ts'
import type { Check } from '../describe/check.ts'
import { parseJson } from '../json.ts'
import type { By, ChannelDesk, Principal } from '../serve.ts'
import { CARRIES, type ChannelDemand, type ChannelError, type ChannelKind, type DemandName, frameOf, SAID_ON } from './messages.ts'
import { isForOverlays, type Relayed, sessionUpdated } from './relay.ts'
import type { RelayedFrame } from './retained-relays.ts'

/** Sessions that one socket may be in at once. */
const MAX_ROOMS = 20

export type ChannelParts = ConnectionParts & {
  readonly desk: ChannelDesk
  readonly check: Check
  readonly retained: () => readonly RelayedFrame[]
  /** Told of a demand that a role may not make. */
  readonly onForbidden: (principal: Principal, peer: string, path: string) => void
}

export type ChannelClient = ReturnType<typeof createChannelClient>

/** One socket of /streaming, which reads and writes, or of /streaming/overlay, which only reads. */
export function createChannelClient(
  {
    socket,
    wire,
    principal,
    kind,
  }: {
    readonly socket: WebSocket
    readonly wire: Socket
    readonly principal: Principal
    readonly kind: ChannelKind
  },
  parts: ChannelParts,
) {
  const { desk, onFault, onForbidden } = parts
  const rooms = new Set<string>()
  const by: By = { id: principal.id, name: principal.name, role: principal.role, peer: wire.remoteAddress ?? '' }
  const connection = createConnection(
    {
      ...{ socket, wire, dropsOldest: kind === 'overlay' },
      gap: (dropped) => frameOf('error', { code: 'GAP', message: `${dropped} messages are missing here, because they were not read` }),
      onText(text) {
        receive(text)
        return false
      },
    },
    parts,
  )

  function fault(error: ChannelError): void {
    onFault(error.code)
    if (error.code === 'FORBIDDEN') onForbidden(principal, by.peer, kind === 'overlay' ? '/streaming/overlay' : '/streaming')
    connection.push(frameOf('error', error))
  }

  function join({ sessionId }: { readonly sessionId: string }): void {
    const session = desk.session(sessionId)
    if (!session) fault({ code: 'SESSION_UNKNOWN', message: 'There is no such session', sessionId })
    else if (rooms.size >= MAX_ROOMS && !rooms.has(sessionId)) {
      fault({ code: 'TOO_MANY_ROOMS', message: `A socket is in at most ${MAX_ROOMS} sessions`, sessionId })
    } else {
      const isFirst = rooms.size === 0
      rooms.add(sessionId)
      connection.push(frameOf('session_updated', sessionUpdated(session).data))
      tellRetained((room) => room === sessionId || (room === undefined && isFirst))
    }
  }

  function tellRetained(isNew: (sessionId: string | undefined) => boolean): void {
    for (const { event, sessionId, frame } of parts.retained()) if (isNew(sessionId) && isHeard(event)) connection.push(frame)
  }

  const isHeard = (event: Relayed['event']) => kind !== 'overlay' || isForOverlays(event)

  /** Resolves once it is done; what is told of it comes to all who joined. */
  async function follow(demand: ChannelDemand): Promise<void> {
    if (demand.event === 'add_tip') await desk.addTip(demand.data, by)
    else if (demand.event === 'update_viewers') await desk.updateViewers(demand.data, by)
    else if (demand.event === 'chatbot_message') await desk.chat(demand.data, by)
    else if (demand.event.startsWith('join')) join(demand.data)
    else rooms.delete(demand.data.sessionId)
  }

  function receive(text: string): void {
    const demand = readDemand(text, kind, parts.check)
    if ('code' in demand) {
      fault(demand)
      return
    }
    const { sessionId } = demand.data
    follow(demand).catch((error: unknown) => {
      const { code, detail } = problemOf(error)
      if (code === 'FAILED') parts.log.error({ err: error }, 'A demand of /streaming failed')
      fault({ code, message: detail ?? 'That failed; the log says why', sessionId })
    })
  }

  return {
    principal,
    kind,
    /** Whether it is for this one. */
    tell({ event, sessionId }: Relayed, frame: () => Buffer): boolean {
      const isIn = sessionId === undefined ? rooms.size > 0 : rooms.has(sessionId)
      const isFor = isIn && isHeard(event)
      if (isFor) connection.push(frame())
      return isFor
    },
    beat: connection.beat,
    close: connection.close,
  }
}

function readDemand(text: string, kind: ChannelKind, check: Check): ChannelDemand | ChannelError {
  const parsed = parseJson(text)
  if ('fault' in parsed) return { code: 'MESSAGE_INVALID', message: parsed.fault }
  const said: unknown = parsed.value
  if (!isObject(said) || !isDemandName(said.event)) {
    return { code: 'MESSAGE_INVALID', message: `event is one of ${SAID_ON[kind].join(', ')}` }
  }
  const room = isObject(said.data) && typeof said.data.sessionId === 'string' && { sessionId: said.data.sessionId.slice(0, 100) }
  const mine: readonly DemandName[] = SAID_ON[kind]
  if (!mine.includes(said.event)) return { code: 'FORBIDDEN', message: `${said.event} cannot be said here`, ...room }
  const data = check.body(DEFINITIONS[CARRIES[said.event]], said.data)
  if ('code' in data) return { code: 'MESSAGE_INVALID', message: data.detail ?? 'data is not what is expected', ...room }
  // Proved by the schema.
  return { event: said.event, data: data.value } as ChannelDemand
}

function isDemandName(event: unknown): event is DemandName {
  return typeof event === 'string' && Object.hasOwn(CARRIES, event)
}

/** Made once, so that each is compiled once. */
const DEFINITIONS = {
  ChannelRoom: definition('ChannelRoom'),
  ChannelViewers: definition('ChannelViewers'),
  ChannelTip: definition('ChannelTip'),
  ChannelChat: definition('ChannelChat'),
} satisfies Record<(typeof CARRIES)[DemandName], unknown>

function definition(name: string) {
  return { $ref: `api/streams.v1.schema.json#/definitions/${name}` }
}
