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
  /** One that the plugin asked for, or that it was asked for, which counts in a limit of its own. */
  add(link: Link): number
  admit(link: Link): number
  /** How many are open that it was asked for. */
  admitted(): number
  /** Throws BadResource when its end was told, or forgotten. */
  get(id: unknown): Link
  /** Its end was told. */
  end(id: unknown): void
}

export type LinksOf = (handles: Handles) => Links

/** Ends that a plugin may still ask for; of more, the oldest is forgotten, since who closes a socket may never ask. */
const MAX_ENDED = { open: 16, admit: 128 }

/** The sockets of each generation, whoever asks for them. */
export function createLinksOf(): LinksOf {
  const generations = new WeakMap<Handles, Links>()
  return (handles) => {
    const links = generations.get(handles) ?? createLinks(handles)
    generations.set(handles, links)
    return links
  }
}

function createLinks(handles: Handles): Links {
  const ended = { open: new Set<number>(), admit: new Set<number>() }
  let admitted = 0

  function noteEnd(id: number, how: 'open' | 'admit') {
    ended[how].add(id)
    const [oldest] = ended[how]
    if (ended[how].size > MAX_ENDED[how] && oldest !== undefined) handles.close(oldest)
  }

  function hold(link: Link, how: 'open' | 'admit') {
    let isHeld = true
    let id = 0
    id = handles[how](link, () => {
      isHeld = false
      ended[how].delete(id)
      link.socket.terminate()
    })
    link.socket.once('close', () => {
      if (isHeld) noteEnd(id, how)
    })
    if (link.socket.readyState === link.socket.CLOSED) noteEnd(id, how)
    return id
  }

  return {
    add: (link) => hold(link, 'open'),
    admit(link) {
      admitted += 1
      link.socket.once('close', () => {
        admitted -= 1
      })
      return hold(link, 'admit')
    },
    admitted: () => admitted,
    get: (id) => handles.get(id, Link),
    end: (id) => handles.close(id),
  }
}
