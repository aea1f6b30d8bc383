import type { Clock } from '../../base/clock.ts'

/** When to commit: `records` waiting at the latest, or `delayMs` after the commit before. */
export type GroupCommitLimits = { readonly delayMs: number; readonly records: number }

export type GroupCommit<T> = {
  /** Resolves when the commit with this item in it returned; rejects with what the commit threw. Without records it is in no hurry. */
  add(item: T, records: number): Promise<void>
  /** Asks for a commit although there is no item: something else has changes for it. */
  touch(): void
  /** Commits now what waits. */
  flush(): void
}

type Waiting<T> = { readonly item: T; resolve(): void; reject(reason: unknown): void }

/** So many records are worth the fsync they cost (about 0.2 ms); more waiting would save little. */
const WORTH_A_COMMIT = 64

/**
 * Puts many writes into one commit. Full: at once. After a quiet time, or with enough to be worth it: at the end of this turn
 * of the event loop, together with what else the turn brings. Otherwise `delayMs` after the commit before. What has no records,
 * such as progress, waits as long for the commit of what has, so that a flood needs fewer syncs.
 */
export function createGroupCommit<T>(parts: {
  readonly clock: Clock
  readonly limits: GroupCommitLimits
  readonly commit: (items: readonly T[]) => void
}): GroupCommit<T> {
  const { clock, limits, commit } = parts
  let waiting: Waiting<T>[] = []
  let records = 0
  let lastCommitAt = Number.NEGATIVE_INFINITY
  let soon: NodeJS.Immediate | undefined
  let later: { readonly at: number; readonly cancel: () => void } | undefined

  function schedule(more: number) {
    records += Math.max(1, more)
    if (records >= limits.records) return flush()
    if (soon) return
    const now = clock.now()
    const at = (more === 0 ? now : lastCommitAt) + limits.delayMs
    if (at <= now || records >= WORTH_A_COMMIT) soon = setImmediate(flush)
    else if (!later || at < later.at) {
      later?.cancel()
      later = { at, cancel: clock.after(at - now, flush) }
    }
  }

  function flush() {
    if (soon) clearImmediate(soon)
    later?.cancel()
    soon = undefined
    later = undefined
    if (records === 0) return
    const batch = waiting
    waiting = []
    records = 0
    try {
      commit(batch.map(({ item }) => item))
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    } finally {
      lastCommitAt = clock.now()
    }
    for (const { resolve } of batch) resolve()
  }

  return {
    add: (item, count) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        schedule(count)
      }),
    touch: () => schedule(1),
    flush,
  }
}
