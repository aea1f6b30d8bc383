import type { Clock } from '../../base/clock.ts'

/** When to commit: `records` waiting at the latest, or `delayMs` after the commit before. */
export type GroupCommitLimits = { readonly delayMs: number; readonly records: number }

export type GroupCommit<T> = {
  /** Resolves when the item is durable; rejects with what its commit met. Without records it is in no hurry, and what is prompt waits for no clock. */
  add(item: T, records: number, isPrompt?: boolean): Promise<void>
  /** Asks for a commit although there is no item: something else has changes for it. */
  touch(): void
  /** Commits now what waits, even while the commit before is not durable yet. */
  flush(): void
}

type Waiting<T> = { readonly item: T; resolve(): void; reject(reason: unknown): void }

/** So many records are worth the sync they cost (about 0.2 ms); more waiting would save little. */
export const WORTH_A_COMMIT = 64

/**
 * Puts many writes into one commit. Full: at once. After a quiet time, with enough to be worth it, or with something prompt: at the end
 * of this turn of the event loop, together with what else the turn brings. Otherwise `delayMs` after the commit before. What has no records,
 * such as progress, waits as long for the commit of what has, so that a flood needs fewer syncs. One commit at a time: what
 * comes before it is durable goes into the next, which is so the larger the slower the disk is.
 */
export function createGroupCommit<T>(parts: {
  readonly clock: Clock
  readonly limits: GroupCommitLimits
  /** Commits at once; resolves when that is durable. Throws when nothing of it was kept. */
  readonly commit: (items: readonly T[]) => Promise<void>
}): GroupCommit<T> {
  const { clock, limits, commit } = parts
  let waiting: Waiting<T>[] = []
  let records = 0
  let hasPrompt = false
  let underWay = 0
  let lastCommitAt = Number.NEGATIVE_INFINITY
  let soon: NodeJS.Immediate | undefined
  let later: { readonly at: number; readonly cancel: () => void } | undefined

  function plan(more: number) {
    if (underWay > 0) return
    if (records >= limits.records) return flush()
    if (soon) return
    const now = clock.now()
    const at = (more === 0 ? now : lastCommitAt) + limits.delayMs
    if (at <= now || hasPrompt || records >= WORTH_A_COMMIT) soon = setImmediate(flush)
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
    hasPrompt = false
    underWay++
    lastCommitAt = clock.now()
    committed(batch).then(
      () => end(() => batch.forEach(({ resolve }) => void resolve())),
      (error) => end(() => batch.forEach(({ reject }) => void reject(error))),
    )
  }

  /** Begins at once, although it is async. */
  async function committed(batch: readonly Waiting<T>[]) {
    await commit(batch.map(({ item }) => item))
  }

  function end(tell: () => void) {
    underWay--
    tell()
    if (records > 0) plan(1)
  }

  function schedule(more: number) {
    records += Math.max(1, more)
    plan(more)
  }

  return {
    add: (item, count, isPrompt = false) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        hasPrompt ||= isPrompt
        schedule(count)
      }),
    touch: () => schedule(1),
    flush,
  }
}
