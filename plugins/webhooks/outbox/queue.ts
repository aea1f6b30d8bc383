import { type Entry, KEPT } from './entry.ts'

export type Queue = ReturnType<typeof createQueue>

/** What waits for one endpoint, in order of acceptance; some of it under way. */
export function createQueue(most: number) {
  const waiting = new Map<string, Entry>()
  const underWay = new Set<string>()
  const isFree = ({ id }: Entry) => !underWay.has(id)

  return {
    size: () => waiting.size,
    has: (id: string) => waiting.has(id),
    isFull: () => waiting.size >= most,
    put: (entry: Entry) => void waiting.set(entry.id, entry),
    take(id: string) {
      underWay.delete(id)
      waiting.delete(id)
    },
    begin(entries: readonly Entry[]) {
      for (const { id } of entries) underWay.add(id)
    },
    /** It goes on waiting, as it is now. */
    back(entry: Entry) {
      underWay.delete(entry.id)
      waiting.set(entry.id, entry)
    },
    due: (now: number) =>
      [...waiting.values()].filter((entry) => isFree(entry) && entry.dueAt <= now).sort((one, other) => one.seqNo - other.seqNo),
    /** When the next is due that is not under way; never where there is none. */
    nextAt: () => [...waiting.values()].filter(isFree).reduce((first, { dueAt }) => Math.min(first, dueAt), Number.POSITIVE_INFINITY),
    /** What makes room: the oldest that may be dropped. */
    leastMissed: () => [...waiting.values()].find((entry) => isFree(entry) && !KEPT.has(entry.type)),
  }
}
