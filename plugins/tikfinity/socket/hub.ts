import { CONFIG, type Frame } from '../frames/frames.ts'

/** A program that listens: the part of a WebSocket that is used. */
export type Client = Pick<WebSocket, 'send' | 'close' | 'bufferedAmount' | 'addEventListener'>

/** What may wait for a program that does not read; nobody needs a live a megabyte ago. */
const MOST_WAITING_BYTES = 1024 * 1024

/** Programs that hear every frame. Each gets `config` first; who is slow is cut, and comes again as such programs do. */
export function createHub({ most }: { readonly most: number }) {
  const open = new Set<Client>()
  const admitted = new Set<Client>()
  let cut = 0

  function leave(client: Client) {
    open.delete(client)
    admitted.delete(client)
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
        if (client.bufferedAmount <= MOST_WAITING_BYTES) {
          client.send(text)
          continue
        }
        cut += 1
        leave(client)
        client.close(1013, 'Too slow')
      }
    },
    status: () => ({ programs: open.size, cut }),
    close() {
      for (const client of [...admitted]) client.close(1001, 'Showrunner stops')
      open.clear()
      admitted.clear()
    },
  }
}

export type Hub = ReturnType<typeof createHub>
