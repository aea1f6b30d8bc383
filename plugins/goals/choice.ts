import type { GoalView } from './view.ts'

/** What the page shows of the goals: what is still to be reached goes first, in the order that they were made. */
export function choose(
  goals: readonly GoalView[],
  { shownMax, showCompleted }: { shownMax: number; showCompleted: boolean },
): readonly GoalView[] {
  const visible = goals.filter(({ hidden }) => !hidden)
  const open = visible.filter(({ completedAt }) => completedAt === undefined)
  const completed = visible.filter(({ completedAt }) => completedAt !== undefined)
  return [...open, ...(showCompleted ? completed : [])].slice(0, shownMax)
}
