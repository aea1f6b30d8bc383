export type Seen = ReturnType<typeof createSeen>

/** Remembers the last so many ids. */
export function createSeen(max: number) {
  const ids = new Set<string>()
  return {
    has: (id: string) => ids.has(id),
    /** Says whether it is new, and remembers it. */
    isNew(id: string): boolean {
      if (ids.has(id)) return false
      ids.add(id)
      const [oldest] = ids
      if (ids.size > max && oldest !== undefined) ids.delete(oldest)
      return true
    },
  }
}
