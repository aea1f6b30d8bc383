import type { KeyValue } from '#sdk'

const KEY = 'muted'
const MAX = 50

/** Personas that say nothing for now; kept. */
export async function createMutes(kv: KeyValue) {
  const kept = await kv.get(KEY)
  let names: readonly string[] = Array.isArray(kept) ? kept.filter((name): name is string => typeof name === 'string') : []

  return {
    has: (persona: string) => names.includes(persona),
    list: () => names,
    async set(persona: string, isMuted: boolean): Promise<void> {
      const others = names.filter((name) => name !== persona)
      names = isMuted ? [...others, persona].slice(-MAX) : others
      await kv.set(KEY, names)
    },
  }
}
