import type { UnifiedEvent } from '../../../../schemas/types.ts'

const BACKLOG = 500
const LONGEST_RETRY_MS = 10_000

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

  function open() {
    const given = key()
    const origin = location.origin.replace(/^http/, 'ws')
    // The cookie is good at one address only, which pages of overlays cannot reach.
    socket = given ? new WebSocket(`${origin}/ws`, ['showrunner', `key.${given}`]) : new WebSocket(`${origin}/ws/page`, ['showrunner'])
    socket.onmessage = ({ data }) => receive(JSON.parse(data))
    socket.onclose = () => {
      listener.open(false)
      if (isStopped) return
      const delayMs = Math.min(LONGEST_RETRY_MS, 500 * 2 ** failures++)
      retry = setTimeout(open, delayMs * (0.5 + Math.random() / 2))
    }
  }

  function receive(message: { readonly type: string; readonly [field: string]: unknown }) {
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
  return () => {
    isStopped = true
    clearTimeout(retry)
    socket?.close()
  }
}
