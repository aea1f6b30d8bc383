import type { Page, PageProps } from '../shell/page.ts'
import { Comparison } from './comparison.tsx'
import { LogSearch } from './log-search.tsx'
import { SessionDetail } from './session-detail.tsx'
import { SessionOverview } from './session-overview.tsx'
import './sessions.css'
import * as words from './words.ts'

/**
 * `#/sessions`: all of them; `#/sessions/<number or id>`: one; `#/sessions/compare?of=1,2`: two or three side by side;
 * `#/sessions/log`: the events of all, or of `?session=`.
 */
function SessionsPage({ rest: [chosen], query }: PageProps) {
  if (chosen === 'compare') return <Comparison of={query.get('of') ?? ''} />
  if (chosen === 'log') return <LogSearch {...(query.get('session') && { session: query.get('session') ?? '' })} />
  return chosen ? <SessionDetail key={chosen} id={chosen} /> : <SessionOverview />
}

export const page: Page = {
  id: 'sessions',
  title: { en: words.en.title, es: words.es.title },
  roles: ['admin', 'moderator'],
  icon: 'M4 5h16v14H4zM4 9h16M8 3v4M16 3v4M8 13h3M8 16h6',
  letter: 's',
  component: SessionsPage,
}
