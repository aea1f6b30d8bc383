import type { KeyValue } from '#sdk'

/** The numbers of so many events in a row are one value of the plugin's storage, which may have 64 KiB. */
const IN_A_PAGE = 4096

/** Numbers of events in the log that are to go to one endpoint later, oldest first, over restarts. */
export async function createLater(name: string, kv: Pick<KeyValue, 'get' | 'set' | 'delete' | 'list'>) {
  const keyOf = (seqNo: number) => `later:${name}:${String(Math.floor(seqNo / IN_A_PAGE)).padStart(12, '0')}`
  const pages = new Map<string, Set<number>>()
  // Only this file writes them.
  for (const key of await kv.list(`later:${name}:`)) pages.set(key, new Set((await kv.get(key)) as readonly number[]))

  return {
    size: () => [...pages.values()].reduce((sum, { size }) => sum + size, 0),
    first(): number | undefined {
      const [page] = pages.values()
      return page?.values().next().value
    },
    /** Rejects, and knows nothing of it, when it cannot be kept. */
    async add(seqNo: number): Promise<void> {
      const key = keyOf(seqNo)
      const page = pages.get(key) ?? new Set()
      pages.set(key, page.add(seqNo))
      try {
        await kv.set(key, [...page])
      } catch (error) {
        page.delete(seqNo)
        if (page.size === 0) pages.delete(key)
        throw error
      }
    },
    async drop(seqNo: number): Promise<void> {
      const key = keyOf(seqNo)
      const page = pages.get(key)
      if (!page?.delete(seqNo)) return
      if (page.size > 0) return kv.set(key, [...page])
      pages.delete(key)
      await kv.delete(key)
    },
  }
}
