import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Status } from './status.ts'

const BACKLOG = 60
const LONGEST_RETRY_MS = 10_000
const TIMEOUT_MS = 5000
/** A plugin may take its time to stop and to start. */
const ORDER_TIMEOUT_MS = 30_000

/** Who is told of events. */
export type Listener = {
  event(event: UnifiedEvent): void
  gap(count: number): void
}

export type HostClient = ReturnType<typeof createHostClient>

/** Talks to the host with this key. */
export function createHostClient(key: string) {
  const headers = { authorization: `Bearer ${key}` }

  /** Answers why not, when it was refused. */
  async function post(path: string, body: Readonly<Record<string, unknown>>, timeoutMs = TIMEOUT_MS): Promise<string | undefined> {
    const response = await fetch(path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: Error) => cause)
    if (response instanceof Error) return response.message
    if (response.ok) return undefined
    const problem = await response.json()
    return problem.detail ?? problem.title ?? `HTTP ${response.status}`
  }

  return {
    async status(): Promise<Status | 'refused' | 'unreachable'> {
      const response = await fetch('/status', { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
      if (response?.status === 401 || response?.status === 403) return 'refused'
      return response?.ok ? response.json() : 'unreachable'
    },

    /** Answers why not, when it was not accepted. */
    simulate: (eventType: string, input: Readonly<Record<string, unknown>>) => post(`/api/simulate/${eventType}`, input),

    /** Tells a plugin what to do; answers why not, when it was refused. */
    order: (plugin: string, order: 'approve' | 'enable' | 'disable' | 'restart', body: Readonly<Record<string, unknown>>) =>
      post(`/api/plugins/${plugin}/${order}`, body, ORDER_TIMEOUT_MS),

    /** Brings the newest events, then each as it happens, also over interruptions. */
    listen(listener: Listener) {
      listen(key, listener)
    },
  }
}

function listen(key: string, { event, gap }: Listener) {
  let last: number | undefined
  let failures = 0

  function open() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, ['showrunner', `key.${key}`])
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      if (message.type === 'hello') {
        const after = last ?? Math.max(0, message.head - BACKLOG)
        socket.send(JSON.stringify({ type: 'subscribe', events: ['*'], after }))
      }
      if (message.type === 'subscribed') failures = 0
      if (message.type === 'resync') last = message.head
      if (message.type === 'gap') gap(message.dropped)
      if (message.type === 'event') {
        last = message.event.seqNo
        event(message.event)
      }
    }
    socket.onclose = () => {
      const delayMs = Math.min(LONGEST_RETRY_MS, 500 * 2 ** failures++)
      setTimeout(open, delayMs * (0.5 + Math.random() / 2))
    }
  }

  open()
}
