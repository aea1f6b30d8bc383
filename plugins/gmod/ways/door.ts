import { RetryError } from '#sdk/failures'
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
  readonly onState: (state: WayState) => void
}

/** Games come to us: by WebSocket, or with long polls where the game has none. Whoever comes shows the token. */
export function createDoor({ port, token, reconnectMs, onState }: Parts): Way {
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

  function start() {
    stop()
    closing = new AbortController()
    trouble = undefined
    const { signal } = closing
    const server = Deno.serve({ hostname: '127.0.0.1', port, signal, onListen: () => {} }, answer)
    server.finished.catch((error: Error) => {
      if (signal.aborted) return
      trouble = sentenceOf(error, port)
      onState(state())
      // Whoever has the port may go.
      const timer = setTimeout(start, reconnectMs)
      signal.addEventListener('abort', () => clearTimeout(timer))
    })
    onState(state())
  }

  function stop() {
    closing.abort()
    sockets.stop()
    onState(state())
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
      if (!closing.signal.aborted && polls.isThere()) return box.put(message, { id, signal })
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
