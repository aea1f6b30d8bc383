import type { KeyValue } from '#sdk'

export type Mute = { readonly userId: string; readonly name?: string; readonly until: 'live' | 'forever' }

const KEY = 'mutes'
const MAX = 300

/** Viewers whose chats are hidden, the newest last. When it is full, those for one live go first, then the oldest. */
export function createMutes() {
  let mutes: readonly Mute[] = []

  async function become(kv: KeyValue, next: readonly Mute[]): Promise<void> {
    mutes = next
    await kv.set(KEY, next)
  }

  return {
    async open(kv: KeyValue): Promise<void> {
      // Written by this file alone.
      mutes = ((await kv.get(KEY)) as readonly Mute[] | undefined) ?? []
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
    /** The live is over. */
    async endLive(kv: KeyValue): Promise<void> {
      const left = mutes.filter(({ until }) => until === 'forever')
      if (left.length < mutes.length) await become(kv, left)
    },
    list: () => mutes,
  }
}
