import type { Peer } from '../peers.ts'
import type { Settings } from '../settings.ts'
import { createLines, endOf } from './lines.ts'

type Parts = {
  readonly conn: Pick<Deno.TcpConn, 'read' | 'write' | 'close'>
  readonly lineEnd: Settings['lineEnd']
  readonly hear: (line: string) => void
  /** Called once. */
  readonly onEnd: (why: string) => void
}

/** What a game may leave unread before it is cut. */
const UNREAD_MOST_BYTES = 1024 * 1024

/** A connection with lines both ways. */
export function createTcpPeer({ conn, lineEnd, hear, onEnd }: Parts): Peer & { readonly write: (text: string) => void } {
  const encoder = new TextEncoder()
  let unread = 0
  let isOver = false

  function end(why: string) {
    if (isOver) return
    isOver = true
    conn.close()
    onEnd(why)
  }

  async function listen() {
    const take = createLines((line) => !isOver && hear(line))
    const buffer = new Uint8Array(16 * 1024)
    for (;;) {
      const count = await conn.read(buffer)
      if (count === null) return end('The game hung up')
      if (!take(buffer.subarray(0, count))) return end('The game said a line that is too long')
    }
  }

  function write(text: string) {
    const bytes = encoder.encode(text + endOf(lineEnd))
    unread += bytes.length
    if (unread > UNREAD_MOST_BYTES) return end('The game does not read what it gets')
    conn.write(bytes).then(
      () => (unread -= bytes.length),
      () => end('The game hung up'),
    )
  }

  listen().catch(() => end('The game hung up'))
  return { write, send: ({ text }) => write(text), close: () => end('It was closed') }
}
