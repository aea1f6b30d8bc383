import type { KeyValue } from '#sdk'

/** Tells when a count of a live reaches another multiple. What was told is kept, so that it is told once. */
export function createMilestones(kv: Pick<KeyValue, 'get' | 'set'>, name: string) {
  const key = `reached:${name}`
  let told: { readonly live: string; readonly count: number } | undefined

  return {
    /** The multiple of `every` that `count` has reached just now; undefined when none. */
    async reach(live: string, count: number, every: number): Promise<number | undefined> {
      const multiple = every > 0 ? Math.floor(count / every) * every : 0
      // Most come here: nothing to be read or written.
      if (multiple === 0 || (told?.live === live && multiple <= told.count)) return undefined
      const before = told ?? readKept(await kv.get(key))
      const isNews = before?.live !== live || multiple > before.count
      told = { live, count: isNews ? multiple : (before?.count ?? 0) }
      if (isNews) await kv.set(key, told)
      return isNews ? multiple : undefined
    },
  }
}

function readKept(value: unknown): { readonly live: string; readonly count: number } | undefined {
  const { live, count } = Object(value) as { live?: unknown; count?: unknown }
  return typeof live === 'string' && typeof count === 'number' ? { live, count } : undefined
}
