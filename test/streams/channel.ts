import type { TestContext } from 'node:test'
import WebSocket from 'ws'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'

type Said = { readonly event: string; readonly data: Record<string, unknown> }

/** A socket of /streaming or /streaming/overlay. Rejects when the handshake is refused, with its status in the sentence. */
export async function openChannel(
  t: Pick<TestContext, 'after'>,
  url: string,
  { path = '/streaming', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers })
  const received: Said[] = []
  const { changed, until } = createWaiters()
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)))
    changed()
  })
  const closing = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  t.after(() => socket.terminate())
  const of = (event: string) => received.filter((said) => said.event === event).map(({ data }) => data)

  return {
    socket,
    received,
    until,
    closing,
    of,
    say: (event: unknown, data: unknown = {}) => socket.send(JSON.stringify({ event, data })),
    /** The n-th message of this name, waiting for it. */
    async nth(event: string, n: number): Promise<Record<string, unknown>> {
      await until(() => of(event).length >= n)
      return of(event)[n - 1] ?? {}
    },
  }
}
