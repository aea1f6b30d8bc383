import type { KeyValue } from '#sdk'
import { createLately } from '#sdk/lately'
import type { Goal } from './goal.ts'
import { NOTHING_YET, type Progress } from './progress.ts'

/** Lives whose progress is kept; that of the oldest goes first. */
const MAX_LIVES = 100

/** The live that is shown, and since which number of the log. */
export type Shown = { readonly sessionId: string; readonly creatorId: string; readonly isReal: boolean; readonly since: number }

/** Where goals and how far they are is kept, over restarts. Every value is written here, so the types are what was written. */
export function createShelf(kv: KeyValue) {
  const read = async <T>(key: string, otherwise: T) => ((await kv.get(key)) as T | undefined) ?? otherwise

  async function noteLive(sessionId: string): Promise<void> {
    const lives = await read<readonly string[]>('lives', [])
    if (lives.includes(sessionId)) return
    const kept = [...lives, sessionId]
    for (const old of kept.slice(0, -MAX_LIVES)) await kv.delete(`progress:${old}`)
    await kv.set('lives', kept.slice(-MAX_LIVES))
  }

  const readGoals = () => read<readonly Goal[]>('goals', [])
  const lately = createLately(readGoals)

  return {
    goals: readGoals,
    /** As they were within the last second, which is enough to count by. */
    goalsLately: lately.get,
    async keepGoals(goals: readonly Goal[]): Promise<void> {
      await kv.set('goals', goals)
      lately.note(goals)
    },
    /** What was removed last, the newest first. */
    removed: () => read<readonly Goal[]>('removed', []),
    keepRemoved: (goals: readonly Goal[]) => kv.set('removed', goals),
    progress: (sessionId: string | undefined) =>
      sessionId === undefined ? Promise.resolve(NOTHING_YET) : read<Progress>(`progress:${sessionId}`, NOTHING_YET),
    async keepProgress(sessionId: string, progress: Progress): Promise<void> {
      if (progress.counted.length < 2) await noteLive(sessionId)
      await kv.set(`progress:${sessionId}`, progress)
    },
    shown: () => read<Shown | undefined>('shown', undefined),
    keepShown: (shown: Shown) => kv.set('shown', shown),
    newId: async () => `goal-${await kv.sum('made', 1)}`,
  }
}

export type Shelf = ReturnType<typeof createShelf>
