import { RetryError } from '#sdk/failures'
import type { GameMessage } from '#sdk/game-message'
import { isSame } from '#sdk/secret'
import { createBox } from './box.ts'
import { createPolls } from './poll.ts'
import { createSockets } from './sockets.ts'
import type { Way, WayState } from './way.ts'

type Parts = {
  readonly port: number
  readonly token: string
  /** When to try again what found no game, and a port that was taken. */
  readonly reconnectMs: number
  /** How long a message waits for the game before it is tried again. */
  readonly timeoutMs: number
  readonly onState: (state: WayState) => void
}

/** Games come to us: by WebSocket, or with long polls where the game has none. Whoever comes shows the token. */
export function createDoor({ port, token, reconnectMs, timeoutMs, onState }: Parts): Way {
  const box = createBox()
  let closing = new AbortController()
  closing.abort()
  let trouble: string | undefined
  const polls = createPolls({ box, signal: () => closing.signal, onAsked: () => onState(state()) })
  const sockets = createSockets({ onChange: changed })

  function changed() {
    // What waited for polls goes to the game that came.
    if (sockets.size() > 0) for (const { message, done } of box.empty()) done(sockets.send(message) ? undefined : lost())
    onState(state())
  }

  function answer(request: Request): Response | Promise<Response> {
    const url = new URL(request.url)
    if (!isSame(request.headers.get('authorization') ?? '', `Bearer ${token}`)) return refused(401, 'Show the token of this plugin')
    if (request.headers.get('upgrade')?.toLowerCase() === 'websocket') {
      const { socket, response } = Deno.upgradeWebSocket(request)
      sockets.add(socket)
      return response
    }
    if (request.method === 'GET' && url.pathname === '/poll') return polls.poll(url, request.signal)
    if (request.method === 'POST' && url.pathname === '/ack') return polls.ack(request)
    return refused(404, 'Ask GET /poll or POST /ack, or open a WebSocket')
  }

  /** Resolves when it listens, or cannot. */
  function start(): Promise<void> {
    stop()
    closing = new AbortController()
    trouble = undefined
    const { signal } = closing
    return new Promise((resolve) => {
      const server = Deno.serve({ hostname: '127.0.0.1', port, signal, onListen: () => resolve() }, answer)
      server.finished.then(resolve, (error: Error) => {
        resolve()
        if (!signal.aborted) tryLater(error, signal)
      })
      onState(state())
    })
  }

  /** Whoever has the port may go. */
  function tryLater(error: Error, signal: AbortSignal) {
    trouble = sentenceOf(error, port)
    onState(state())
    const timer = setTimeout(() => void start(), reconnectMs)
    signal.addEventListener('abort', () => clearTimeout(timer))
  }

  function stop() {
    closing.abort()
    sockets.stop()
    onState(state())
  }

  /** For the game to ask, or to come. */
  async function wait(message: GameMessage, how: { readonly id: string; readonly signal: AbortSignal }): Promise<void> {
    await box.put(message, how).catch((error: Error) => {
      throw new RetryError(state().detail ?? error.message)
    })
  }

  function state(): WayState {
    if (closing.signal.aborted) return { state: 'closed' }
    if (trouble !== undefined) return { state: 'refused', detail: trouble }
    const isThere = sockets.size() > 0 || polls.isThere()
    return isThere ? { state: 'open' } : { state: 'waiting', detail: `The game has not come to port ${port} yet` }
  }

  return {
    start,
    stop,
    state,
    waiting: box.size,
    async send(message, { id, signal, isKept }) {
      if (sockets.send(message)) return
      const isOpen = !closing.signal.aborted && trouble === undefined
      if (isOpen && (isKept || polls.isThere()))
        return wait(message, { id, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) })
      if (isKept) throw new RetryError(state().detail ?? 'The door for the game is closed', reconnectMs)
    },
  }
}

const lost = () => new RetryError('The game went away')

const refused = (status: number, error: string) => Response.json({ error }, { status })

function sentenceOf({ name, message }: Error, port: number): string {
  if (name === 'AddrInUse') return `Port ${port} is taken, perhaps by the game’s own console; choose another in the settings`
  if (name === 'NotCapable') return `Port ${port} was not granted; write it into the settings`
  return message
}
