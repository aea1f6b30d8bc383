import type { Clock } from '../../core/base/clock.ts'
import type { NewEvent, Store } from '../../core/store/store.ts'

const BATCH = 256
const EVENT_MS = 700

/** A clock on the wall that is set by who fills a store; timers run as ever. */
export function createSetClock(start: number) {
  let wall = start
  return {
    now: () => performance.now(),
    wallTime: () => wall,
    after(delayMs: number, callback: () => void) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
    pass(ms: number) {
      wall += ms
    },
  } satisfies Clock & { pass(ms: number): void }
}

/** Fills a store with lives, each with as many events: chats, likes, joins, gifts, counts of viewers and tips of some thousand people. */
export async function fillLives(
  store: Pick<Store, 'write' | 'sessions'>,
  { lives, events, clock }: { lives: number; events: number; clock: ReturnType<typeof createSetClock> },
): Promise<void> {
  for (let live = 0; live < lives; live++) {
    const { sessionId, streamId } = store.sessions.open({
      streamId: 'tiktok:maria',
      roomId: String(live),
      name: null,
      title: null,
      source: 'live',
    })
    const writes: Promise<unknown>[] = []
    for (let from = 0; from < events; from += BATCH) {
      const count = Math.min(BATCH, events - from)
      writes.push(
        store.write({
          events: Array.from({ length: count }, (_, index) => eventOf({ live, n: from + index, sessionId, streamId }, clock)),
        }),
      )
      clock.pass(count * EVENT_MS)
      await writes.at(-1)
    }
    store.sessions.close(sessionId, 'completed', 'ended')
    clock.pass(20 * 3_600_000)
  }
}

type Place = { readonly live: number; readonly n: number; readonly sessionId: string; readonly streamId: string }

function eventOf({ live, n, sessionId, streamId }: Place, clock: Pick<Clock, 'wallTime'>): NewEvent {
  const who = String(((n * 7919) % 2000) + (live % 7) * 1000)
  const timestamp = new Date(clock.wallTime()).toISOString()
  const base = { schemaVersion: '1', eventId: `tiktok:${live}:${n}`, streamId, sessionId, source: 'live', timestamp } as const
  const user = { userId: who, uniqueId: `viewer${who}`, displayName: `Viewer ${who}`, safeName: `Viewer ${who}` }
  const kind = n % 20
  if (kind < 8) return { ...base, eventType: 'chat', triggerId: 1, user, payload: { message: `Message ${n} of a live` } }
  if (kind < 13) return { ...base, eventType: 'like', triggerId: 3, user, payload: { likeCount: 5 } }
  if (kind < 17) return { ...base, eventType: 'join', triggerId: 6, user, payload: {} }
  if (kind < 18) return { ...base, eventType: 'viewerCount', triggerId: 14, payload: { viewerCount: n % 500 } }
  if (n % 100 === 18)
    return { ...base, eventType: 'tip', triggerId: 16, user, value: { amountCents: 100 + (n % 900), currency: 'EUR' }, payload: {} }
  const payload = { giftId: '1', giftName: 'Rose', giftCount: 1, diamondCount: 1 + (n % 99), coins: 1 + (n % 99), isGiftStreak: false }
  return { ...base, eventType: 'gift', triggerId: 2, user, value: { coins: payload.coins }, payload }
}
