import type { KeyValue } from '#sdk'
import type { Held } from './entries.ts'

const MAX = 100

/** Chats that wait for a moderator, the oldest first. When a hundred wait, the oldest stays hidden for good. */
export function createHeld() {
  let held: readonly Held[] = []

  async function take(kv: KeyValue, id: string): Promise<Held | undefined> {
    const found = held.find((each) => each.id === id)
    held = held.filter((each) => each.id !== id)
    if (found) await kv.delete(`held:${id}`)
    return found
  }

  return {
    async open(kv: KeyValue): Promise<void> {
      const kept = await Promise.all((await kv.list('held:')).slice(-MAX).map((key) => kv.get(key)))
      // Written by this file alone.
      held = (kept.filter(Boolean) as Held[]).sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))
    },
    async add(kv: KeyValue, chat: Held): Promise<void> {
      const [oldest] = held
      held = [...held, chat]
      await kv.set(`held:${chat.id}`, chat)
      if (held.length > MAX && oldest) await take(kv, oldest.id)
    },
    take,
    list: () => held,
  }
}
