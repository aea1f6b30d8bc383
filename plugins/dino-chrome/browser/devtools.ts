import { RetryError } from '#sdk/failures'

/** One request of the DevTools protocol. Rejects with RetryError when it is refused, not answered in time, or Chromium is gone. */
export type Call = (method: string, params?: object, withinMs?: number) => Promise<Readonly<Record<string, unknown>>>

/** What both a plugin's and Node's sockets have. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState'> & {
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

type Message = {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly sessionId?: string }
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message?: string }
}

const WITHIN_MS = 5000
const MAX_WAITING = 100
const GONE = 'Chromium was closed'

export type DevTools = ReturnType<typeof createDevTools>

/** The DevTools protocol over an open socket to a browser: https://chromedevtools.github.io/devtools-protocol */
export function createDevTools(socket: Socket, lost: (why: string) => void = () => {}) {
  const waiting = new Map<number, (message: Message) => void>()
  let lastId = 0
  let pageSession: string | undefined

  function request(method: string, params: object, { withinMs, sessionId }: { withinMs: number; sessionId?: string | undefined }) {
    return new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
      if (waiting.size >= MAX_WAITING) return reject(new RetryError(`${MAX_WAITING} requests wait for Chromium already`))
      if (socket.readyState !== 1) return reject(new RetryError(GONE))
      const id = ++lastId
      const limit = setTimeout(() => answer({ error: { message: `it did not answer within ${withinMs / 1000} s` } }), withinMs)
      const answer = ({ result, error }: Message) => {
        clearTimeout(limit)
        waiting.delete(id)
        if (error) reject(new RetryError(`Chromium refused ${method}: ${error.message ?? 'it said nothing'}`))
        else resolve(result ?? {})
      }
      waiting.set(id, answer)
      socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }))
    })
  }

  function end(why: string) {
    for (const answer of [...waiting.values()]) answer({ error: { message: why } })
    lost(why)
  }

  socket.addEventListener('message', ({ data }) => {
    // Chromium sends nothing but the protocol's messages.
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) return waiting.get(message.id)?.(message)
    if (message.method === 'Target.detachedFromTarget' && message.params?.sessionId === pageSession)
      end('The window of the game was closed')
  })
  socket.addEventListener('close', () => end(GONE))

  return {
    /** Asks the browser. */
    browser: ((method, params = {}, withinMs = WITHIN_MS) => request(method, params, { withinMs })) satisfies Call as Call,
    /** Takes hold of the browser's first page, and answers how that is asked. */
    async page(): Promise<Call> {
      const { targetInfos } = await request('Target.getTargets', {}, { withinMs: WITHIN_MS })
      // By the protocol: a list of TargetInfo.
      const page = (targetInfos as readonly { readonly type: string; readonly targetId: string }[]).find(({ type }) => type === 'page')
      if (!page) throw new RetryError('Chromium has no window open')
      const { sessionId } = await request('Target.attachToTarget', { targetId: page.targetId, flatten: true }, { withinMs: WITHIN_MS })
      pageSession = String(sessionId)
      return (method, params = {}, withinMs = WITHIN_MS) => request(method, params, { withinMs, sessionId: pageSession })
    },
    close: () => socket.close(),
  }
}

/** Resolves with the socket once it is open. */
export function openSocket(url: string, signal: AbortSignal): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    const giveUp = () => {
      socket.close()
      reject(new RetryError('Chromium did not open its DevTools'))
    }
    signal.addEventListener('abort', giveUp, { once: true })
    socket.addEventListener('error', giveUp)
    socket.addEventListener('open', () => {
      signal.removeEventListener('abort', giveUp)
      resolve(socket)
    })
  })
}
