import { CONFIG, type Frame } from '../frames/frames.ts'

/** A program that listens: the part of a WebSocket that is used. */
export type Client = Pick<WebSocket, 'send' | 'close' | 'bufferedAmount' | 'addEventListener'>

/** What may wait for a program that does not read; nobody needs a live a megabyte ago. */
const MOST_WAITING_BYTES = 1024 * 1024
/** Of the codes that a program may choose itself. */
const TOO_SLOW = 4008
/** With more waiting, these are left out: what comes by the hundred first. */
const LEFT_OUT_BYTES: Readonly<Record<string, number>> = {
  ...{ like: 64 * 1024, member: 64 * 1024, emote: 64 * 1024, roomUser: 64 * 1024 },
  chat: 512 * 1024,
}

/**
 * Programs that hear every frame. Each gets `config` first. A program that is slow misses likes, joins and such, then chats; one that does not read is cut,
 * and comes again as such programs do.
 */
export function createHub({ most }: { readonly most: number }) {
  const open = new Set<Client>()
  const admitted = new Set<Client>()
  let cut = 0

  function leave(client: Client) {
    open.delete(client)
    admitted.delete(client)
  }

  function drop(client: Client) {
    cut += 1
    // It counts until it has gone.
    open.delete(client)
    client.close(TOO_SLOW, 'Too slow')
  }

  return {
    isFull: () => admitted.size >= most,
    /** Takes a socket that is about to open. */
    join(client: Client) {
      admitted.add(client)
      client.addEventListener('open', () => {
        client.send(JSON.stringify(CONFIG))
        open.add(client)
      })
      client.addEventListener('close', () => leave(client))
      client.addEventListener('error', () => leave(client))
    },
    tell(frame: Frame) {
      if (open.size === 0) return
      const text = JSON.stringify(frame)
      for (const client of open) {
        const waiting = client.bufferedAmount
        if (waiting > MOST_WAITING_BYTES) drop(client)
        else if (waiting <= (LEFT_OUT_BYTES[frame.event] ?? MOST_WAITING_BYTES)) client.send(text)
      }
    },
    status: () => ({ programs: open.size, cut }),
    close() {
      for (const client of [...admitted]) client.close(1000, 'Showrunner stops')
      open.clear()
      admitted.clear()
    },
  }
}

export type Hub = ReturnType<typeof createHub>
