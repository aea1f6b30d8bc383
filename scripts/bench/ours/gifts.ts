import { setTimeout as pause } from 'node:timers/promises'
import { chatDraft, giftDraft, likeDraft } from '../drafts.ts'
import { type Latency, latencyOf } from '../figures.ts'
import { startBenchHost } from '../host.ts'
import { now, openGiftSocket, type TimedGift } from './gift-socket.ts'

const TICK_MS = 5
// Of fewer, the 99th percentile would be the worst one.
const GIFTS_A_SECOND = 100
const LATE_MS = 20_000

export type GiftsOptions = { readonly folder: string; readonly perSecond: number; readonly seconds: number }
export type Gifts = { readonly perSecond: number; readonly missing: number; readonly handler: Latency; readonly socket: Latency }

/** Gifts among so many likes and chats a second: from handing in to the handler, and to an overlay's socket. */
export async function measureGifts({ folder, perSecond, seconds }: GiftsOptions): Promise<Gifts> {
  const host = await startBenchHost({ folder })
  const arrived: TimedGift[] = []
  const socket = await openGiftSocket(host, (gift) => arrived.push(gift))
  const startedAt = performance.now()
  let given = 0
  let gifts = 0
  while (performance.now() - startedAt < seconds * 1000) {
    const elapsed = (performance.now() - startedAt) / 1000
    const drafts = []
    for (; given < elapsed * perSecond; given += 1) drafts.push(given % 2 ? likeDraft(given) : chatDraft(given))
    // Not awaited: a live does not wait for us either.
    void host.ingest(drafts)
    if (gifts < elapsed * GIFTS_A_SECOND) {
      gifts += 1
      void host.ingest([{ ...giftDraft(gifts, now()), eventId: `bench:gift:${gifts}` }])
    }
    await pause(TICK_MS)
  }
  const waitedFrom = performance.now()
  while (arrived.length < gifts && performance.now() - waitedFrom < LATE_MS) await pause(TICK_MS)
  socket.close()
  await host.stop(0)
  return {
    perSecond: given / seconds,
    missing: gifts - arrived.length,
    handler: latencyOf(arrived.map(({ handlerMs }) => handlerMs)),
    socket: latencyOf(arrived.map(({ socketMs }) => socketMs)),
  }
}
