import { type Goal, type Kind, UNITS } from './goal.ts'
import type { Count, Progress } from './progress.ts'

/** A goal as it stands in one live. */
export type GoalView = Goal & {
  readonly unit: string
  readonly current: number
  /** Whole percents, rounded down; more than 100 when there is more than was asked for. */
  readonly percentage: number
  readonly completedAt?: string
}

export function viewOf(goal: Goal, { counts }: Pick<Progress, 'counts'>): GoalView {
  const { current, currency, completedAt }: Count = counts[goal.id] ?? { current: 0 }
  return {
    ...{ ...goal, unit: UNITS[goal.kind], current, percentage: Math.floor((current / goal.target) * 100) },
    ...(goal.currency === undefined && currency !== undefined && { currency }),
    ...(completedAt !== undefined && { completedAt }),
  }
}

/** What is told on `goal.progress`, and in rooms of /streaming: of whatever is no money, the cents are its unit. */
export type GoalProgress = {
  readonly sessionId: string
  readonly goalId: string
  readonly title: string
  readonly currentCents: number
  readonly targetCents: number
  readonly percentage: number
  readonly kind: Kind
  readonly unit: string
}

export function progressOf({ id, title, current, target, percentage, kind, unit }: GoalView, sessionId: string): GoalProgress {
  return { sessionId, goalId: id, title, currentCents: current, targetCents: target, percentage, kind, unit }
}

/** What is told on `goal.completed`, and in rooms of /streaming. */
export function completionOf({ id, title, target, kind, unit }: GoalView, sessionId: string) {
  return { sessionId, goalId: id, title, targetCents: target, kind, unit }
}

/** A live, and the channel that it is on. */
export type Live = { readonly sessionId: string; readonly creatorId: string }

/** What other plugins hear, as the data of the event `streaming.goal.completed`. */
export function factOf(view: GoalView, { sessionId, creatorId }: Live) {
  return { creatorId, ...completionOf(view, sessionId) }
}
