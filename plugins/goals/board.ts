import type { Host } from '#sdk'
import { createPace } from '#sdk/pace'
import type { GoalSettings } from './settings.ts'
import { completionOf, type GoalView, progressOf } from './view.ts'

/** A flood of likes is one step of the bar in so many milliseconds. */
const PACE_MS = 250

/** What the page in OBS is sent, whenever something changed and when it comes late. */
export type Board = {
  readonly sessionId: string | null
  readonly goals: readonly GoalView[]
  readonly look: Pick<GoalSettings, 'language' | 'theme' | 'celebrate'>
}

/** Tells pages, games and rooms how far goals are. `shown` answers what the page is to show at the moment that it is sent. */
export function createBoard(host: Pick<Host, 'publish' | 'log'>, shown: () => Promise<Board>) {
  const moved = new Map<string, { readonly view: GoalView; readonly sessionId: string }>()
  const pace = createPace(PACE_MS, () => {
    send().catch((error) => host.log.warn('Goals could not be shown', { error: String(error) }))
  })

  async function send(): Promise<void> {
    for (const { view, sessionId } of moved.values()) host.publish('goal.progress', progressOf(view, sessionId))
    moved.clear()
    host.publish('goals', await shown(), { retain: true })
  }

  return {
    show: pace.ask,
    moved(views: readonly GoalView[], sessionId: string) {
      for (const view of views) moved.set(`${sessionId} ${view.id}`, { view, sessionId })
      if (views.length > 0) pace.ask()
    },
    completed: (view: GoalView, sessionId: string) => host.publish('goal.completed', completionOf(view, sessionId)),
    stop: pace.stop,
  }
}
