import type { Amount } from './amounts.ts'
import type { Goal } from './goal.ts'

/** How far one goal is in one live. */
export type Count = {
  readonly current: number
  /** How much the platform had counted in all when this was last added to. */
  readonly total?: number
  /** Of the first tip, where the goal names none. */
  readonly currency?: string
  /** ISO 8601; when the target was reached, and what by: the key of that event. */
  readonly completedAt?: string
  readonly completedBy?: number
}

/** How far the goals are in one live, and what was counted already: the newest last. Written as one value, so that neither is ever without the other. */
export type Progress = { readonly counts: Readonly<Record<string, Count>>; readonly counted: readonly number[] }

export const NOTHING_YET: Progress = { counts: {}, counted: [] }

const NONE: Count = { current: 0 }

/** What is delivered again is not long ago. */
const REMEMBERED = 200

/** What came of an event. `again`: it had been counted before, and `completed` is what it completed then. */
export type Step = {
  readonly progress: Progress
  readonly moved: readonly Goal[]
  readonly completed: readonly Goal[]
  readonly again: boolean
}

/** Adds what an event brought to the goals that count it, once, however often the event is delivered; `key` is the event's, 0 when it has none. */
export function counted(
  progress: Progress,
  { goals, amounts, key, at }: { goals: readonly Goal[]; amounts: readonly Amount[]; key: number; at: string },
): Step {
  if (key !== 0 && progress.counted.includes(key)) {
    const completed = goals.filter(({ id }) => progress.counts[id]?.completedBy === key)
    return { progress, moved: [], completed, again: true }
  }
  const changes = goals.flatMap((goal) => {
    const before = progress.counts[goal.id] ?? NONE
    const after = amounts.reduce((count, amount) => (amount.kind === goal.kind ? added(count, goal, amount) : count), before)
    return after === before ? [] : [{ goal, before, after: reached(after, goal, { at, key }) }]
  })
  return {
    progress: {
      counts: { ...progress.counts, ...Object.fromEntries(changes.map(({ goal, after }) => [goal.id, after])) },
      counted: remembering(progress, key),
    },
    moved: changes.filter(({ before, after }) => before.current !== after.current).map(({ goal }) => goal),
    completed: changes.filter(({ before, after }) => isNew(before, after)).map(({ goal }) => goal),
    again: false,
  }
}

/** Puts a goal where its operator wants it; below its target, it can be completed again. */
export function placed(progress: Progress, goal: Goal, { current, at }: { current: number; at: string }): Step {
  const { completedAt, completedBy, ...before } = progress.counts[goal.id] ?? NONE
  const isStill = completedAt !== undefined && current >= goal.target
  const done = { ...(completedAt !== undefined && { completedAt }), ...(completedBy !== undefined && { completedBy }) }
  const after = reached({ ...before, current, ...(isStill && done) }, goal, { at, key: 0 })
  return {
    progress: { ...progress, counts: { ...progress.counts, [goal.id]: after } },
    moved: [goal],
    completed: isStill || after.completedAt === undefined ? [] : [goal],
    again: false,
  }
}

/** Takes the money of a tip out of goals again, once; one that falls below its target by that can be completed again. */
export function takenBack(
  progress: Progress,
  { goals, amountCents, currency, key }: { goals: readonly Goal[]; amountCents: number; currency: string; key: number },
): Step {
  if (key !== 0 && progress.counted.includes(key)) return { progress, moved: [], completed: [], again: true }
  const changes = goals.flatMap((goal) => {
    const before = progress.counts[goal.id]
    if (!before || (goal.currency ?? before.currency) !== currency) return []
    const current = Math.max(0, before.current - amountCents)
    const { completedAt: _, completedBy: __, ...open } = before
    return [{ goal, after: current < goal.target ? { ...open, current } : { ...before, current } }]
  })
  return {
    progress: {
      counts: { ...progress.counts, ...Object.fromEntries(changes.map(({ goal, after }) => [goal.id, after])) },
      counted: remembering(progress, key),
    },
    moved: changes.map(({ goal }) => goal),
    completed: [],
    again: false,
  }
}

function remembering({ counted }: Progress, key: number): readonly number[] {
  return [...counted, ...(key === 0 ? [] : [key])].slice(-REMEMBERED)
}

function added(count: Count, goal: Goal, { amount, currency, total }: Amount): Count {
  if (currency !== undefined) {
    const wanted = goal.currency ?? count.currency ?? currency
    return wanted === currency ? { ...count, currency, current: count.current + amount } : count
  }
  if (total === undefined) return { ...count, current: count.current + amount }
  const more = count.total === undefined ? amount : Math.max(0, total - count.total)
  return { ...count, current: count.current + more, total: Math.max(total, count.total ?? 0) }
}

function reached(count: Count, goal: Goal, { at, key }: { at: string; key: number }): Count {
  if (count.completedAt !== undefined || count.current < goal.target) return count
  return { ...count, completedAt: at, ...(key !== 0 && { completedBy: key }) }
}

const isNew = (before: Count, after: Count) => before.completedAt === undefined && after.completedAt !== undefined
