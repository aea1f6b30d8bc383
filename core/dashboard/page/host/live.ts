import { signal } from '@preact/signals'
import type { HostStatus, UnifiedEvent } from '../../../../schemas/types.ts'
import { createActivity } from './activity.ts'
import { createBacklog } from './backlog.ts'
import type { Client } from './client.ts'
import { openSocket } from './socket.ts'

const POLL_MS = 1000
const DEAF_MS = 5000

export type Live = ReturnType<typeof createLive>

/** What goes on in the host: its state, asked for every second, and every event as it happens. */
export function createLive({ client, key }: { readonly client: Client; readonly key: () => string | undefined }) {
  const status = signal<HostStatus | undefined>(undefined)
  const isLost = signal(false)
  /** Events have not come in for some seconds, so that what is shown of them is old. */
  const isDeaf = signal(false)
  /** Changes at most once a frame, however many events come. */
  const changed = signal(0)
  const lastEventAt = signal<number | undefined>(undefined)
  const backlog = createBacklog()
  const activity = createActivity()
  const topics = new Set<(topic: string, data: unknown) => void>()
  const listeners = new Set<(event: UnifiedEvent) => void>()
  let isStopped = false
  let isMarked = false
  let deafness = 0
  let stopSocket: (() => void) | undefined

  function mark() {
    if (isMarked) return
    isMarked = true
    requestAnimationFrame(() => {
      isMarked = false
      changed.value++
      lastEventAt.value = newest
    })
  }

  let newest: number | undefined
  const socket = {
    event(event: UnifiedEvent) {
      newest = Date.parse(event.ingestedAt)
      backlog.event(event)
      activity.add(event)
      for (const listener of listeners) listener(event)
      mark()
    },
    gap(count: number) {
      backlog.gap(count)
      mark()
    },
    publish(topic: string, data: unknown) {
      for (const listener of topics) listener(topic, data)
    },
    open(isOpen: boolean) {
      if (!isOpen) deafness ||= setTimeout(turnDeaf, DEAF_MS)
      else {
        clearTimeout(deafness)
        deafness = 0
        isDeaf.value = false
      }
    },
  }

  function turnDeaf() {
    isDeaf.value = true
  }

  async function refresh(): Promise<void> {
    try {
      status.value = await client.get<HostStatus>('/status')
      isLost.value = false
    } catch {
      // Why does not matter here: the banner says that it is tried again, and it is.
      isLost.value = true
    }
  }

  async function poll(): Promise<void> {
    await refresh()
    if (!isStopped) setTimeout(poll, POLL_MS)
  }

  return {
    status,
    isLost,
    isDeaf,
    changed,
    lastEventAt,
    lines: backlog.lines,
    made: backlog.made,
    activity,
    refresh,
    /** Calls for every event from now on; answers what ends it. */
    onEvent: (listener: (event: UnifiedEvent) => void) => listen(listeners, listener),
    /** Calls for everything published, as `<plugin>.<topic>`; answers what ends it. */
    onTopic: (listener: (topic: string, data: unknown) => void) => listen(topics, listener),
    start() {
      socket.open(false)
      stopSocket = openSocket(key, socket)
      void poll()
    },
    stop() {
      isStopped = true
      clearTimeout(deafness)
      stopSocket?.()
    },
  }
}

function listen<L>(all: Set<L>, listener: L): () => void {
  all.add(listener)
  return () => {
    all.delete(listener)
  }
}
