import type { UnifiedEvent } from '../../../../schemas/types.ts'

const BACKLOG = 500
const LONGEST_RETRY_MS = 10_000
const LOOK_MS = 5000
/** A line without an answer for so long is dead, whatever the browser thinks of it. */
const DEAD_MS = 9000

/** Who is told of what comes over the socket. */
export type Listener = {
  event(event: UnifiedEvent): void
  gap(count: number): void
  publish(topic: string, data: unknown): void
  open(isOpen: boolean): void
}

/** Brings the newest events, then each as it happens, also over interruptions. Answers what ends it. */
export function openSocket(key: () => string | undefined, listener: Listener): () => void {
  let last: number | undefined
  let failures = 0
  let socket: WebSocket | undefined
  let retry = 0
  let isStopped = false
  /** Since when nothing was heard that was waited for. */
  let askedAt: number | undefined

  function open() {
    askedAt = Date.now()
    const given = key()
    const origin = location.origin.replace(/^http/, 'ws')
    // The cookie is good at one address only, which pages of overlays cannot reach.
    socket = given ? new WebSocket(`${origin}/ws`, ['showrunner', `key.${given}`]) : new WebSocket(`${origin}/ws/page`, ['showrunner'])
    socket.onmessage = ({ data }) => receive(JSON.parse(data))
    socket.onclose = () => {
      listener.open(false)
      askedAt = undefined
      if (isStopped) return
      const delayMs = Math.min(LONGEST_RETRY_MS, 500 * 2 ** failures++)
      retry = setTimeout(open, delayMs * (0.5 + Math.random() / 2))
    }
  }

  /** A phone that slept, or went to another network, is not told that its line is gone: it has to ask. */
  function look() {
    if (askedAt !== undefined && Date.now() - askedAt >= DEAD_MS) replace()
    if (socket?.readyState !== WebSocket.OPEN || askedAt !== undefined) return
    askedAt = Date.now()
    socket.send(JSON.stringify({ type: 'ping' }))
  }

  function replace() {
    if (socket) socket.onclose = socket.onmessage = null
    socket?.close()
    listener.open(false)
    open()
  }

  function receive(message: { readonly type: string; readonly [field: string]: unknown }) {
    askedAt = undefined
    if (message.type === 'hello') {
      const after = last ?? Math.max(0, Number(message.head) - BACKLOG)
      socket?.send(JSON.stringify({ type: 'subscribe', events: ['*'], topics: ['*'], after }))
    }
    if (message.type === 'subscribed') {
      failures = 0
      listener.open(true)
    }
    if (message.type === 'resync') last = Number(message.head)
    if (message.type === 'gap') listener.gap(Number(message.dropped))
    if (message.type === 'publish') listener.publish(`${message.plugin}.${message.topic}`, message.data)
    if (message.type === 'event') {
      const event = message.event as UnifiedEvent // The server sends nothing else under this name.
      last = event.seqNo || last
      listener.event(event)
    }
  }

  open()
  const looking = setInterval(look, LOOK_MS)
  document.addEventListener('visibilitychange', look)
  return () => {
    isStopped = true
    clearInterval(looking)
    document.removeEventListener('visibilitychange', look)
    clearTimeout(retry)
    socket?.close()
  }
}
