import type { Goal, Kind } from './goal.ts'
import { GoalProblem } from './problem.ts'
import type { Tracker } from './tracker.ts'
import { type GoalView, viewOf } from './view.ts'

/** What a goal is made of; `targetCents` and `currentCents` are other words for `target` and `current`. */
export type GoalSent = {
  readonly title?: string
  readonly kind?: Kind
  readonly target?: number
  readonly targetCents?: number
  readonly current?: number
  readonly currentCents?: number
  readonly currency?: string
  readonly sessionId?: string
  readonly hidden?: boolean
}

const MAX_GOALS = 50
/** Of removed goals that can come back. */
const MAX_REMOVED = 20

/** Goals as their operator looks after them. Everything rejects with GoalProblem. */
export function createDesk({ shelf, inTurn, list, liveOf, place, show }: Tracker, { currency: usual }: { readonly currency: string }) {
  async function view(goal: Goal): Promise<GoalView> {
    const live = goal.sessionId === undefined ? await list() : await list(goal.sessionId)
    return live.find(({ id }) => id === goal.id) ?? viewOf(goal, { counts: {} })
  }

  /** By id, or by title; the first one when nothing is said. */
  async function named(name: string | undefined): Promise<Goal> {
    const goals = await shelf.goals()
    const found = goals.find(({ id, title }) => name === undefined || id === name || title.toLowerCase() === name.toLowerCase())
    if (!found) throw new GoalProblem('GOAL_UNKNOWN', name === undefined ? 'There is no goal' : `There is no goal ${name}`)
    return found
  }

  async function make(sent: GoalSent): Promise<GoalView> {
    const goals = await shelf.goals()
    if (goals.length >= MAX_GOALS) throw new GoalProblem('GOALS_FULL', `There are ${MAX_GOALS} goals; remove one first`)
    const { title = '', kind = 'tips', sessionId, hidden } = sent
    const current = sent.current ?? sent.currentCents
    if (current !== undefined) liveOf(sent)
    const currency = kind === 'tips' ? (sent.currency ?? usual) : ''
    const goal: Goal = {
      ...{ id: await shelf.newId(), title, kind, target: sent.target ?? sent.targetCents ?? 1, createdAt: new Date().toISOString() },
      ...(currency && { currency }),
      ...(sessionId !== undefined && { sessionId }),
      ...(hidden && { hidden }),
    }
    await shelf.keepGoals([...goals, goal])
    if (current !== undefined) await place(goal, () => current)
    show()
    return view(goal)
  }

  async function change(id: string, sent: GoalSent): Promise<GoalView> {
    const before = await named(id)
    const { title = before.title, hidden = before.hidden } = sent
    const current = sent.current ?? sent.currentCents
    if (current !== undefined) liveOf(before)
    const goal: Goal = {
      ...before,
      title,
      target: sent.target ?? sent.targetCents ?? before.target,
      ...(hidden !== undefined && { hidden }),
    }
    await shelf.keepGoals((await shelf.goals()).map((known) => (known.id === goal.id ? goal : known)))
    const { current: now } = await view(goal)
    if (current !== undefined || (goal.target !== before.target && now > 0)) await place(goal, (known) => current ?? known)
    show()
    return view(goal)
  }

  async function remove(name: string | undefined): Promise<GoalView> {
    const goal = await named(name)
    const gone = await view(goal)
    await shelf.keepGoals((await shelf.goals()).filter(({ id }) => id !== goal.id))
    await shelf.keepRemoved([goal, ...(await shelf.removed())].slice(0, MAX_REMOVED))
    show()
    return gone
  }

  /** Brings a removed goal back, with how far it was; the newest when none is named. */
  async function restore(name: string | undefined): Promise<GoalView> {
    const removed = await shelf.removed()
    const goal = removed.find(({ id, title }) => name === undefined || id === name || title.toLowerCase() === name.toLowerCase())
    if (!goal) throw new GoalProblem('GOAL_UNKNOWN', 'No such goal was removed')
    const goals = await shelf.goals()
    if (goals.length >= MAX_GOALS) throw new GoalProblem('GOALS_FULL', `There are ${MAX_GOALS} goals; remove one first`)
    await shelf.keepRemoved(removed.filter(({ id }) => id !== goal.id))
    await shelf.keepGoals([...goals, goal])
    show()
    return view(goal)
  }

  async function move(name: string | undefined, currentOf: (before: number) => number): Promise<GoalView> {
    const goal = await named(name)
    await place(goal, currentOf)
    return view(goal)
  }

  return {
    list: (sessionId?: string) => inTurn(() => list(sessionId)),
    get: (id: string) => inTurn(async () => view(await named(id))),
    make: (sent: GoalSent) => inTurn(() => make(sent)),
    change: (id: string, sent: GoalSent) => inTurn(() => change(id, sent)),
    remove: (name?: string) => inTurn(() => remove(name)),
    restore: (name?: string) => inTurn(() => restore(name)),
    /** Puts it somewhere, whatever was counted. */
    set: (name: string | undefined, current: number) => inTurn(() => move(name, () => current)),
    add: (name: string | undefined, amount: number) => inTurn(() => move(name, (before) => before + amount)),
    reset: (name?: string) => inTurn(() => move(name, () => 0)),
  }
}

export type Desk = ReturnType<typeof createDesk>
