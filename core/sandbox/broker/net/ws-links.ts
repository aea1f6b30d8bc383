import type { WebSocket } from 'ws'
import type { Handles } from '../power.ts'
import { createInbox, type Inbox } from './ws-inbox.ts'

/** A WebSocket that a plugin has open. */
export class Link {
  readonly socket: WebSocket
  readonly inbox: Inbox

  constructor(socket: WebSocket) {
    this.socket = socket
    this.inbox = createInbox(socket)
  }
}

/** The sockets of one generation. */
export type Links = {
  add(link: Link): number
  /** Throws BadResource when its end was told, or forgotten. */
  get(id: unknown): Link
  /** Its end was told. */
  end(id: unknown): void
}

/** Ends that a plugin may still ask for; of more, the oldest is forgotten, since who closes a socket may never ask. */
const MAX_ENDED = 16

export function createLinks(handles: Handles): Links {
  const ended = new Set<number>()

  function noteEnd(id: number) {
    ended.add(id)
    const [oldest] = ended
    if (ended.size > MAX_ENDED && oldest !== undefined) handles.close(oldest)
  }

  return {
    add(link) {
      let isHeld = true
      let id = 0
      id = handles.open(link, () => {
        isHeld = false
        ended.delete(id)
        link.socket.terminate()
      })
      link.socket.once('close', () => {
        if (isHeld) noteEnd(id)
      })
      if (link.socket.readyState === link.socket.CLOSED) noteEnd(id)
      return id
    },
    get: (id) => handles.get(id, Link),
    end: (id) => handles.close(id),
  }
}
