import type { EventEmitter } from 'node:events'
import type { TikTokLiveConnection } from 'tiktok-live-connector'
import type * as Proto from 'tiktok-live-proto/v3'
import type { Logger } from '../../base/log.ts'
import { isAllowedSocket, safeAddress } from './endpoint.ts'
import { ackFrame, type Frame, readFrame, readHistory, type WireMessage } from './frames.ts'
import type { Outcome } from './outcome.ts'
import { explain } from './problem.ts'
import { createSignServer } from './sign-server.ts'
import { createSocket } from './socket.ts'

export type ConnectionOptions = {
  readonly username: string
  readonly endpoint: URL | undefined
  readonly sessionId: string | undefined
  readonly signApiKey: string | undefined
  readonly wallTime: () => number
  readonly log: Logger
  /** Ends the connection, in whatever state it is. */
  readonly signal: AbortSignal
}

export type ConnectionListener = {
  onFrame(frame: Frame): void
  onClose(close: { readonly code: number; readonly reason: string }): void
}

/** A live room that sends frames. */
export type Connection = {
  readonly roomId: string
  readonly title: string | undefined
  readonly name: string | undefined
  /** What happened before; the sign server hands it out. */
  readonly history: readonly WireMessage[]
  readonly proto: typeof Proto
  /** From the first frame on, however late this is called. */
  listen(listener: ConnectionListener): void
  pause(): void
  resume(): void
}

const MAX_FRAME_BYTES = 8 * 1024 * 1024
const TARGET_IDC = 'useast1a'

/**
 * Connects once, with an instance of the connector of its own: one that failed or was told to stop cannot be used again.
 * Answers a connection, or why there is none; never throws.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection | Outcome> {
  const { connector, proto, Client } = await loadConnector()
  const { endpoint, signal, log } = options
  const socket = createSocket({ isAllowed: (url) => isAllowedSocket(url, endpoint), signal })
  const userAgent = `tiktok-live-connector/${connector.VERSION}`
  const signServer = createSignServer({ Client, userAgent, endpoint, apiKey: options.signApiKey, signal })
  const live = new connector.TikTokLiveConnection(options.username, {
    eulerApiInstance: signServer.client,
    // The history comes through readHistory, which keeps messages without a schema too.
    processInitialData: false,
    fetchRoomInfoOnConnect: true,
    webClientOptions: webOptions(options),
    wsClientOptions: { finishRequest: socket.take, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false },
    ...(options.sessionId && { session: { cookie: sessionCookie(options.sessionId) } }),
  })
  // Without a listener, Node throws what the connector reports. It is an EventEmitter; its types lose that under NodeNext.
  const emitter = live as unknown as EventEmitter
  emitter.on('error', (report: unknown) => log.debug({ info: fieldOf(report, 'info') }, 'TikTok connector reported an error'))
  try {
    await untilAborted(live.connect(), signal)
    const { title, name } = describeRoom(live.roomInfo)
    const history = readHistory(proto, signServer.answer()?.body ?? Buffer.alloc(0))
    const listen = ({ onFrame, onClose }: ConnectionListener) =>
      socket.listen({
        onClose,
        onData(bytes) {
          const frame = readFrame(proto, bytes)
          if (frame.kind === 'messages' && frame.ack) socket.send(ackFrame(proto, frame.ack))
          onFrame(frame)
        },
      })
    return { roomId: live.roomId, title, name, history, proto, listen, pause: socket.pause, resume: socket.resume }
  } catch (error) {
    return explain(error, { connector, wallTime: options.wallTime, answer: signServer.answer(), handshake: socket.handshake() })
  }
}

/** Half a second of work, so only when a connection is wanted; Node keeps what was loaded. */
async function loadConnector() {
  const [connector, proto, sdk] = await Promise.all([
    import('tiktok-live-connector'),
    import('tiktok-live-proto/v3'),
    import('tiktok-live-api-sdk'),
  ])
  return { connector, proto, Client: sdk.default }
}

type LiveOptions = ConstructorParameters<typeof TikTokLiveConnection>[1]

function webOptions({ endpoint, signal }: ConnectionOptions): NonNullable<LiveOptions['webClientOptions']> {
  const toSafeAddress = (request: { url?: string | URL | undefined }) => {
    request.url = safeAddress(new URL(request.url ?? ''), endpoint)
  }
  const options = { hooks: { beforeRequest: [toSafeAddress] }, retry: { limit: 0 }, signal }
  // True because the connector's constructor puts its own cookieJar in, though the type asks for one.
  return options as unknown as NonNullable<LiveOptions['webClientOptions']>
}

function sessionCookie(sessionId: string) {
  return { type: 'cookie' as const, value: { sessionId, ttTargetIdc: TARGET_IDC } }
}

function describeRoom(info: unknown): { title: string | undefined; name: string | undefined } {
  const data = fieldOf(info, 'data')
  const [title, name] = [fieldOf(data, 'title'), fieldOf(fieldOf(data, 'owner'), 'nickname')]
  return { title: typeof title === 'string' ? title : undefined, name: typeof name === 'string' ? name : undefined }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([work, aborted])
}
