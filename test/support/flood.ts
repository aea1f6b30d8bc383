import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setInterval as ticks } from 'node:timers/promises'
import type { Draft, SourceDoor } from '../../core/ingest/source.ts'

/** What viewers do in a second. */
export type Load = { readonly like: number; readonly chat: number; readonly gift: number }

/** What the process was like meanwhile. */
export type Weather = {
  readonly rssMb: readonly number[]
  /** How much later than they should timers ran, milliseconds. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number }
}

const TYPES = ['like', 'chat', 'gift'] as const
const TICK_MS = 5
const RSS_EVERY_MS = 250
const VIEWERS = 500
/** No frame of a live holds more. When the machine was late, several follow: one long array would make it later still. */
const FRAME = 250
/** Of each like event. */
export const LIKES = 5

/** Hands in events at a steady rate whether or not they are taken, as a live does. */
export function createFlood(hand: SourceDoor['ingest']) {
  const given = { like: 0, chat: 0, gift: 0 }
  const underWay = new Set<Promise<void>>()
  let refused = 0

  function give(drafts: readonly Draft[]) {
    if (drafts.length === 0) return
    const done: Promise<void> = hand(drafts)
      .catch(() => {
        refused += drafts.length
      })
      .finally(() => underWay.delete(done))
    underWay.add(done)
  }

  const next = (type: (typeof TYPES)[number]) => {
    given[type] += 1
    return draftOf(type, given[type])
  }

  return {
    given: (): Readonly<typeof given> => given,
    refused: () => refused,
    give: (type: (typeof TYPES)[number], count: number) => give(Array.from({ length: count }, () => next(type))),
    async run(load: Load, seconds: number): Promise<Weather> {
      const delay = monitorEventLoopDelay({ resolution: 10 })
      const rssMb: number[] = []
      const sent = { like: 0, chat: 0, gift: 0 }
      const startedAt = performance.now()
      delay.enable()
      for await (const _ of ticks(TICK_MS)) {
        const elapsed = Math.min((performance.now() - startedAt) / 1000, seconds)
        if (elapsed * 1000 >= rssMb.length * RSS_EVERY_MS) rssMb.push(process.memoryUsage.rss() / 2 ** 20)
        let isBehind = false
        for (const type of TYPES) {
          const due = Math.floor(elapsed * load[type]) - sent[type]
          const count = Math.min(due, FRAME)
          isBehind ||= count < due
          sent[type] += count
          give(Array.from({ length: count }, () => next(type)))
        }
        if (elapsed >= seconds && !isBehind) break
      }
      delay.disable()
      return { rssMb, delayMs: { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 } }
    },
    /** Resolves when all that was handed in is kept or refused. */
    settled: () => Promise.all(underWay),
  }
}

/** Milliseconds since 1970 with fractions, the same in every process. */
export const now = () => performance.timeOrigin + performance.now()

/** Growth in megabytes a minute, by least squares. */
export function slopeOf(rssMb: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const middle = (rssMb.length - 1) / 2
  const height = mean(rssMb)
  const spread = rssMb.map((_, n) => (n - middle) ** 2)
  return (mean(rssMb.map((mb, n) => (n - middle) * (mb - height))) / mean(spread)) * (60_000 / RSS_EVERY_MS)
}

/** The value below which that share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function draftOf(eventType: (typeof TYPES)[number], n: number): Draft {
  const id = n % VIEWERS
  const user = { userId: `71234567890123${id}`, uniqueId: `viewer${id}`, displayName: `Viewer number ${id}` }
  // Each type comes with its own payload.
  return { eventType, eventId: `flood:room:${eventType}:${n}`, user, payload: payloadOf(eventType, n) } as Draft
}

function payloadOf(eventType: (typeof TYPES)[number], n: number) {
  if (eventType === 'like') return { likeCount: LIKES, totalLikeCount: n * LIKES }
  if (eventType === 'chat') return { message: `This is message ${n}, which says something about what happens right now` }
  // The name of a gift is the moment it was handed in.
  return { giftId: '5655', giftName: String(now()), giftCount: 1, coins: 1, diamondCount: 1 }
}
