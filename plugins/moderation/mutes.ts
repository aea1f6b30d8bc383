import type { EventOf, KeyValue } from '#sdk'
import { isOfNow, isTest, type Live, type OfLive } from './lives.ts'

/** `live`: the one that it is for; without one, a mute for a live waits for the next that somebody writes in. */
export type Mute = { readonly userId: string; readonly name?: string; readonly until: 'live' | 'forever'; readonly live?: Live }

/** Each has a hundred, which stay below the 64 KiB of a value. */
const KEYS = ['mutes', 'mutes:1', 'mutes:2'] as const
const PAGE = 100
const MAX = KEYS.length * PAGE

/** Viewers whose chats are hidden, the newest last. When it is full, those for one live go first, then the oldest. */
export function createMutes() {
  let mutes: readonly Mute[] = []

  async function become(kv: KeyValue, next: readonly Mute[]): Promise<void> {
    mutes = next
    await Promise.all(KEYS.map((key, page) => kv.set(key, next.slice(page * PAGE, (page + 1) * PAGE))))
  }

  return {
    async open(kv: KeyValue): Promise<void> {
      const kept = await Promise.all(KEYS.map((key) => kv.get(key)))
      // Written by this file alone.
      mutes = (kept.filter(Boolean) as (readonly Mute[])[]).flat()
    },
    has: (userId: string) => mutes.some((mute) => mute.userId === userId),
    async add(kv: KeyValue, mute: Mute): Promise<void> {
      const others = mutes.filter(({ userId }) => userId !== mute.userId)
      const first = others.find(({ until }) => until === 'live') ?? others[0]
      await become(kv, [...(others.length < MAX ? others : others.filter((each) => each !== first)), mute])
    },
    async remove(kv: KeyValue, userId: string): Promise<void> {
      await become(
        kv,
        mutes.filter((mute) => mute.userId !== userId),
      )
    },
    /** Somebody writes in a live: the one before it of its stream is over, and mutes that wait for a live are for this one. */
    async reach(kv: KeyValue, event: OfLive): Promise<void> {
      if (!isOfNow(event)) return
      const { streamId, sessionId } = event
      const isWaiting = ({ until, live }: Mute) => until === 'live' && !live && !isTest(event)
      const isBefore = ({ live }: Mute) => live?.streamId === streamId && live.sessionId !== sessionId
      if (!mutes.some((mute) => isWaiting(mute) || isBefore(mute))) return
      const left = mutes.filter((mute) => !isBefore(mute))
      await become(
        kv,
        left.map((mute) => (isWaiting(mute) ? { ...mute, live: { streamId, sessionId } } : mute)),
      )
    },
    /** A live is over. One that was only left, as by a restart, may go on: its mutes end when the next of its stream begins. */
    async end(kv: KeyValue, { sessionId, source, payload: { reason } }: EventOf<'streamEnd'>): Promise<void> {
      if (source === 'live' && (reason === 'stopped' || reason === 'unknown')) return
      const left = mutes.filter(({ live }) => live?.sessionId !== sessionId)
      if (left.length < mutes.length) await become(kv, left)
    },
    list: () => mutes,
  }
}
