import type { Clock } from '../../../../base/clock.ts'
import type { ServedRequest } from '../../../powers.ts'
import { recordOf, textOf, textsOf } from '../../arguments.ts'
import { type Asker, PowerError, type PowerTable } from '../../power.ts'
import { bytesOf } from '../chunks.ts'
import { hostPort } from '../hosts.ts'
import type { LinksOf } from '../ws-links.ts'
import { readAnswer } from './answers.ts'
import { permitListen, readAt } from './at.ts'
import type { Exchange } from './exchange.ts'
import { createHttpListener, type HttpListener } from './http-listener.ts'
import type { Bound, Ports } from './ports.ts'
import { shakeHands } from './upgrades.ts'
import { urlOf } from './visitor.ts'

const MAX_ORIGINS = 32
/** WebSockets that a plugin was asked for and has open; more get status 503. */
const MAX_SOCKETS = 100

/** An HTTP server that a plugin has open. */
class Serving {
  readonly listener: HttpListener
  readonly bound: Bound

  constructor(listener: HttpListener, bound: Bound) {
    this.listener = listener
    this.bound = bound
  }
}

/** A request that a plugin was handed. */
class Asked {
  readonly exchange: Exchange

  constructor(exchange: Exchange) {
    this.exchange = exchange
  }
}

type Parts = { readonly ports: Ports; readonly clock: Clock; readonly linksOf: LinksOf }

/** Deno.serve, with its bodies in parts. */
export function createServePowers({ ports, clock, linksOf }: Parts): PowerTable {
  async function open(asker: Asker, argument: unknown) {
    const at = readAt(argument)
    const { allowOrigins = [] } = recordOf(argument, 'The address')
    permitListen(asker, at)
    const listener = createHttpListener({ clock, allowOrigins: textsOf(allowOrigins, 'The origins', { max: MAX_ORIGINS }) })
    const bound = await ports.bind(asker, listener.server, at)
    const id = asker.handles.open(new Serving(listener, bound), () => {
      bound.free()
      listener.close()
    })
    return { value: { id, addr: bound.addr } }
  }

  async function next(asker: Asker, serving: unknown) {
    const { listener, bound } = asker.handles.get(serving, Serving)
    const exchange = await listener.next()
    if (!exchange) return { value: null }
    const id = asker.handles.admit(new Asked(exchange), exchange.drop)
    exchange.take()
    void exchange.done.then(() => asker.handles.close(id))
    asker.used('listen', hostPort(bound.addr))
    return { value: describe(id, exchange) }
  }

  async function upgrade(asker: Asker, exchange: Exchange, how: unknown) {
    const { protocol } = recordOf(how, 'How to upgrade')
    const links = linksOf(asker.handles)
    const wanted = protocol === undefined ? undefined : textOf(protocol, 'The subprotocol')
    if (links.admitted() >= MAX_SOCKETS) {
      exchange.refuse({ status: 503, sentence: 'Too many WebSockets at once' })
      throw new PowerError('Busy', `A plugin has at most ${MAX_SOCKETS} such WebSockets open`)
    }
    const link = await shakeHands(exchange.request, exchange.upgrade(), wanted)
    const { protocol: agreed, extensions } = link.socket
    return { value: { id: links.admit(link), protocol: agreed, extensions } }
  }

  const of = (asker: Asker, id: unknown) => asker.handles.get(id, Asked).exchange

  return {
    'serve.open': (asker, [at]) => open(asker, at),
    'serve.next': (asker, [id]) => next(asker, id),
    'serve.read': async (asker, [id]) => {
      const bytes = await of(asker, id).read()
      return bytes ? { bytes } : {}
    },
    'serve.answer': async (asker, [id, head], bytes) => {
      await of(asker, id).answer(readAnswer(head), bytes)
      return {}
    },
    'serve.write': async (asker, [id], bytes) => {
      await of(asker, id).write(bytesOf(bytes))
      return {}
    },
    'serve.end': async (asker, [id]) => {
      await of(asker, id).end()
      return {}
    },
    'serve.abort': (asker, [id]) => {
      of(asker, id).drop()
      return {}
    },
    'serve.gone': async (asker, [id]) => ({ value: await of(asker, id).over }),
    'serve.upgrade': (asker, [id, how]) => upgrade(asker, of(asker, id), how),
    'serve.shutdown': async (asker, [id]) => {
      const { listener, bound } = asker.handles.get(id, Serving)
      bound.free()
      await listener.quiet()
      asker.handles.close(id)
      return {}
    },
    'serve.close': (asker, [id]) => {
      asker.handles.get(id, Serving)
      asker.handles.close(id)
      return {}
    },
  }
}

function describe(id: number, { request, hasBody }: Exchange): ServedRequest {
  const { rawHeaders, socket, method = 'GET' } = request
  const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []))
  const remoteAddr = { hostname: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
  return { id, method, url: urlOf(request), headers, remoteAddr, hasBody }
}
