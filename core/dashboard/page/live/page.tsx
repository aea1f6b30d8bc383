import type { Page } from '../shell/page.ts'
import { useShell } from '../shell/shell.ts'
import { useActiveSession } from './active-session.ts'
import { Alerts } from './alerts.tsx'
import { CoinsChart } from './coins-chart.tsx'
import { Connection } from './connection.tsx'
import { Feed } from './feed.tsx'
import { LastLive } from './last-live.tsx'
import { ObsLinks } from './obs-links.tsx'
import { RateChart } from './rate-chart.tsx'
import { TestPanel } from './test-panel.tsx'
import { Totals } from './totals.tsx'
import './live.css'

export const page: Page = {
  id: 'live',
  title: { en: 'Live', es: 'Directo' },
  roles: ['admin', 'moderator'],
  icon: 'M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.5 7.5a6.4 6.4 0 0 0 0 9M16.5 7.5a6.4 6.4 0 0 1 0 9M4.5 4.5a10.6 10.6 0 0 0 0 15M19.5 4.5a10.6 10.6 0 0 1 0 15',
  letter: 'l',
  component: LivePage,
}

function LivePage() {
  const { me } = useShell()
  const session = useActiveSession()
  return (
    <>
      <Alerts />
      <Totals session={session} />
      {session === undefined && <LastLive />}
      <div class="live">
        <Feed />
        <div class="stack">
          <Connection session={session} />
          <RateChart />
          <CoinsChart session={session} />
          <TestPanel />
          {me.role === 'admin' && <ObsLinks />}
        </div>
      </div>
    </>
  )
}
