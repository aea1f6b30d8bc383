import type { Page, PageProps } from '../shell/page.ts'
import { LaneDetail } from './lane-detail.tsx'
import { LaneList } from './lane-list.tsx'
import './lanes.css'

export const page: Page = {
  id: 'lanes',
  title: { en: 'Queues', es: 'Colas' },
  roles: ['admin', 'moderator'],
  icon: 'M4 6h11M4 12h16M4 18h7M19 4v4M13 16v4',
  letter: 'q',
  component: LanesPage,
}

function LanesPage({ rest: [plugin] }: PageProps) {
  return plugin ? <LaneDetail key={plugin} plugin={plugin} /> : <LaneList />
}
