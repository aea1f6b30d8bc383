import type { EventOf, Host, UnifiedEvent } from '#sdk'
import { reversalOf } from '#sdk/tip-reversal'
import { createTurns } from '#sdk/turns'
import { amountsOf, type Counted } from './amounts.ts'
import { createBoard } from './board.ts'
import { choose } from './choice.ts'
import { type Goal, isOf } from './goal.ts'
import { GoalProblem } from './problem.ts'
import { counted, type Progress, placed, type Step, takenBack } from './progress.ts'
import { readSettings } from './settings.ts'
import { createShelf } from './shelf.ts'
import { shownAfter } from './shown-live.ts'
import { factOf, type GoalView, type Live, viewOf } from './view.ts'

/** Whose goal it is before anybody was live. */
const NOBODY = 'me'

/** Follows how far the goals are, in every live for itself. */
export async function openTracker(host: Host) {
  const { language, theme, celebrate, shownMax, showCompleted } = readSettings(host.settings)
  const shelf = createShelf(host.kv)
  const inTurn = createTurns()
  let shown = await shelf.shown()
  const board = createBoard(host, async () => ({
    sessionId: shown?.sessionId ?? null,
    goals: choose(await list(), { shownMax, showCompleted }),
    look: { language, theme, celebrate },
  }))

  /** The goals of a live, as they stand in it. */
  async function list(sessionId = shown?.sessionId): Promise<readonly GoalView[]> {
    const progress = await shelf.progress(sessionId)
    return (await shelf.goals()).filter(isOf(sessionId)).map((goal) => viewOf(goal, progress))
  }

  /** Does what an event is for, then shows its live where that is another. */
  async function follow(event: UnifiedEvent, work = async () => {}): Promise<void> {
    const next = shownAfter(shown, event)
    const isNew = next !== undefined && next !== shown
    if (isNew) await shelf.keepShown(next)
    shown = next
    await work()
    if (isNew) board.show()
  }

  async function keep(live: Live, step: Step, emit: Host['emit']): Promise<void> {
    if (!step.again) await shelf.keepProgress(live.sessionId, step.progress)
    for (const goal of step.completed) {
      const view = viewOf(goal, step.progress)
      // The event is kept with the delivery, and known when it comes twice; what pages were shown once is not shown again.
      emit({ eventType: 'custom', payload: { name: 'streaming.goal.completed', data: factOf(view, live) } })
      if (!step.again) board.completed(view, live.sessionId)
    }
    board.moved(
      step.moved.map((goal) => viewOf(goal, step.progress)),
      live.sessionId,
    )
  }

  /** Counts an event in its live. `emit` is that of the delivery. */
  async function count(event: Counted, { emit }: Pick<Host, 'emit'>): Promise<void> {
    const amounts = amountsOf(event).filter(({ amount }) => amount > 0)
    const goals = (await shelf.goalsLately())
      .filter(isOf(event.sessionId))
      .filter(({ kind }) => amounts.some((amount) => amount.kind === kind))
    if (goals.length === 0) return
    const progress = await shelf.progress(event.sessionId)
    // A dead letter comes again as another event, of the same live.
    const key = event.replay?.of ?? event.seqNo
    const live = { sessionId: event.sessionId, creatorId: event.streamId }
    await keep(live, counted(progress, { goals, amounts, key, at: event.ingestedAt }), emit)
  }

  /** A tip counts no longer in the goals that were there when it came; which live is shown stays as it is. */
  async function takeBack(event: EventOf<'custom'>): Promise<void> {
    const reversal = reversalOf(event)
    if (!reversal) return
    const goals = (await shelf.goals())
      .filter(isOf(event.sessionId))
      .filter(({ kind, createdAt }) => kind === 'tips' && createdAt <= reversal.tippedAt)
    const progress = await shelf.progress(event.sessionId)
    const step = takenBack(progress, { goals, ...reversal, key: event.replay?.of ?? event.seqNo })
    await keep({ sessionId: event.sessionId, creatorId: event.streamId }, step, host.emit)
  }

  /** The live in which an operator moves a goal: its own, or the one that is shown. */
  function liveOf({ sessionId = shown?.sessionId }: Pick<Goal, 'sessionId'>): string {
    if (sessionId === undefined) throw new GoalProblem('NO_LIVE', 'There is no live yet in which the goal could be somewhere')
    return sessionId
  }

  async function place(goal: Goal, currentOf: (before: number) => number): Promise<void> {
    const sessionId = liveOf(goal)
    const progress: Progress = await shelf.progress(sessionId)
    const current = Math.max(0, Math.round(currentOf(progress.counts[goal.id]?.current ?? 0)))
    const live = { sessionId, creatorId: shown?.creatorId ?? NOBODY }
    await keep(live, placed(progress, goal, { current, at: new Date().toISOString() }), host.emit)
  }

  board.show()
  return {
    ...{ shelf, list, inTurn },
    begin: (event: UnifiedEvent) => inTurn(() => follow(event)),
    count: (event: Counted, by: Pick<Host, 'emit'>) => inTurn(() => follow(event, () => count(event, by))),
    takeBack: (event: EventOf<'custom'>) => inTurn(() => takeBack(event)),
    ...{ liveOf, place },
    show: board.show,
    stop: board.stop,
  }
}

export type Tracker = Awaited<ReturnType<typeof openTracker>>
