import { useShell } from '../shell/shell.ts'
import { AnalyticsPanel } from './analytics-panel.tsx'
import { ReplayList } from './replay-list.tsx'
import { SessionList } from './session-list.tsx'

/** All sessions, what came of them over time, and replays that run. */
export function SessionOverview() {
  const { me } = useShell()
  return (
    <div class="stack">
      <ReplayList />
      <SessionList />
      <AnalyticsPanel isAdmin={me.role === 'admin'} />
    </div>
  )
}
