import { RetryError } from '#sdk/failures'
import { HUNG_UP, NOT_READ, type Parcel, type Peer, TAKEN_WITHIN_MS } from '../peers.ts'
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
export function createTcpPeer({ conn, lineEnd, hear, onEnd }: Parts): Peer & { readonly write: (text: string) => Promise<void> } {
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
      if (count === null) return end(HUNG_UP)
      if (!take(buffer.subarray(0, count))) return end('The game said a line that is too long')
    }
  }

  /** Resolves when the system took it, or the game hung up. */
  function write(text: string): Promise<void> {
    const bytes = encoder.encode(text + endOf(lineEnd))
    unread += bytes.length
    if (unread > UNREAD_MOST_BYTES) end(NOT_READ)
    if (isOver) return Promise.resolve()
    return conn.write(bytes).then(
      () => {
        unread -= bytes.length
      },
      () => end(HUNG_UP),
    )
  }

  async function send({ text, mustArrive }: Parcel): Promise<void> {
    const done = write(text)
    if (!mustArrive) return
    const timer = setTimeout(() => end(NOT_READ), TAKEN_WITHIN_MS)
    await done
    clearTimeout(timer)
    if (isOver) throw new RetryError(HUNG_UP)
  }

  listen().catch(() => end(HUNG_UP))
  return { write, send, close: () => end('It was closed') }
}
