import type { Page, PageProps } from '../shell/page.ts'
import { useShell } from '../shell/shell.ts'
import { ChatFeed } from './chat-feed.tsx'
import { useHidden } from './hidden.ts'
import { HiddenPanel } from './hidden-panel.tsx'
import './moderation.css'
import { OneKey } from './one-key.tsx'
import { PersonPanel } from './person-panel.tsx'
import * as words from './words.ts'

/** The chat as it comes, and beside it whoever was chosen in it: `#/moderation/<userId>`. */
function ModerationPage({ rest: [userId] }: PageProps) {
  const { go } = useShell()
  const hidden = useHidden()
  return (
    <div class="moderation" data-chosen={userId !== undefined}>
      <div class="stack">
        <OneKey />
        <HiddenPanel hidden={hidden} />
        <ChatFeed hidden={hidden.value} chosen={userId} choose={(id) => go(`moderation/${encodeURIComponent(id)}`)} />
      </div>
      <PersonPanel userId={userId} close={() => go('moderation')} />
    </div>
  )
}

export const page: Page = {
  id: 'moderation',
  title: { en: words.en.title, es: words.es.title },
  roles: ['admin', 'moderator'],
  icon: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 12l2 2 4-4',
  letter: 'm',
  component: ModerationPage,
}
