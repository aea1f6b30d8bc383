import { EventLine } from '../kit/event-line.tsx'
import { Panel } from '../kit/panel.tsx'
import { VirtualList } from '../kit/virtual-list.tsx'
import type { Page } from '../shell/page.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as liveWords from './words.ts'

export const page: Page = {
  id: 'live',
  title: { en: 'Live', es: 'Directo' },
  roles: ['admin', 'moderator'],
  icon: 'M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.5 7.5a6.4 6.4 0 0 0 0 9M16.5 7.5a6.4 6.4 0 0 1 0 9M4.5 4.5a10.6 10.6 0 0 0 0 15M19.5 4.5a10.6 10.6 0 0 1 0 15',
  letter: 'l',
  component: LivePage,
}

function LivePage() {
  const { live } = useShell()
  const words = useWords(liveWords)
  void live.changed.value
  const items = live
    .lines()
    .flatMap((line) => ('event' in line ? [line] : []))
    .reverse()
  return (
    <Panel title={words.feed}>
      <VirtualList
        label={words.feed}
        items={items}
        keyOf={({ id }) => id}
        rowHeight={52}
        render={({ event }) => <EventLine event={event} />}
      />
    </Panel>
  )
}
