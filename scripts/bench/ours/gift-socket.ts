import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { BenchHost } from '../host.ts'

export type TimedGift = { readonly sentAt: number; readonly handlerMs: number; readonly socketMs: number }

export const now = () => performance.timeOrigin + performance.now()

/** A socket of an overlay that hears of every timed gift when the first plugin's handler has published it. */
export async function openGiftSocket(host: BenchHost, onGift: (gift: TimedGift) => void) {
  const socket = new WebSocket(`${host.url.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${host.keys.game}` } })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'subscribe', topics: ['bench-1.gift'] }))
  socket.on('message', (data) => {
    // The hub's own frames; see core/serve/messages.ts.
    const message = JSON.parse(String(data)) as { type: string; data?: { sentAt: number; ranAt: number } }
    if (message.type !== 'publish' || !message.data) return
    const { sentAt, ranAt } = message.data
    onGift({ sentAt, handlerMs: ranAt - sentAt, socketMs: now() - sentAt })
  })
  return { close: () => socket.close() }
}
