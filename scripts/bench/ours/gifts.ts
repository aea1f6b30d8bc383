import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import type { Draft } from '../../../core/ingest/source.ts'
import { chatDraft, giftDraft, likeDraft } from '../drafts.ts'
import { type Latency, latencyOf } from '../figures.ts'
import { startBenchHost } from '../host.ts'
import { now, openGiftSocket, type TimedGift } from './gift-socket.ts'

const TICK_MS = 5
/** In one piece, as frames of a busy live are; and at most two (64 KiB) until others have their turn, as a socket is read. */
const ARRAY = 64
const ARRAYS_A_TURN = 2
// Of fewer, the 99th percentile would be the worst one.
const GIFTS_A_SECOND = 100
const LATE_MS = 20_000
/** A live goes on for hours; what the engine compiles in its first seconds says little of it. */
const WARM_UP_SECONDS = 3

export type GiftsOptions = { readonly folder: string; readonly perSecond: number; readonly seconds: number }
export type Gifts = {
  readonly perSecond: number
  /** Not taken, because too many waited for the disk. */
  readonly refused: number
  /** Gifts that had not arrived after a long while, refused ones among them. */
  readonly missing: number
  readonly handler: Latency
  readonly socket: Latency
}

/** Gifts among so many likes and chats a second: from handing in to the handler, and to an overlay's socket. */
export async function measureGifts({ folder, perSecond, seconds }: GiftsOptions): Promise<Gifts> {
  const host = await startBenchHost({ folder })
  const arrived: TimedGift[] = []
  const socket = await openGiftSocket(host, (gift) => arrived.push(gift))
  const startedAt = performance.now()
  let given = 0
  let gifts = 0
  let refused = 0
  // Not awaited: a live does not wait for us either.
  const hand = (drafts: readonly Draft[]) =>
    void host.ingest(drafts).catch(() => {
      refused += drafts.length
    })
  const countedFrom = now() + WARM_UP_SECONDS * 1000
  while (performance.now() - startedAt < (WARM_UP_SECONDS + seconds) * 1000) {
    const elapsed = (performance.now() - startedAt) / 1000
    const wanted = Math.floor(elapsed * perSecond)
    for (let arrays = 0; arrays < ARRAYS_A_TURN && given < wanted; arrays += 1) {
      const first = given
      given = Math.min(wanted, given + ARRAY)
      hand(Array.from({ length: given - first }, (_, n) => floodDraft(first + n)))
    }
    if (gifts < elapsed * GIFTS_A_SECOND) {
      gifts += 1
      hand([{ ...giftDraft(gifts, now()), eventId: `bench:gift:${gifts}` }])
    }
    await (given < wanted ? turn() : pause(TICK_MS))
  }
  const waitedFrom = performance.now()
  while (arrived.length < gifts && performance.now() - waitedFrom < LATE_MS) await pause(TICK_MS)
  socket.close()
  await host.stop(0)
  const counted = arrived.filter(({ sentAt }) => sentAt >= countedFrom)
  return {
    perSecond: given / (WARM_UP_SECONDS + seconds),
    refused,
    missing: gifts - arrived.length,
    handler: latencyOf(counted.map(({ handlerMs }) => handlerMs)),
    socket: latencyOf(counted.map(({ socketMs }) => socketMs)),
  }
}

const floodDraft = (n: number) => (n % 2 ? likeDraft(n) : chatDraft(n))
