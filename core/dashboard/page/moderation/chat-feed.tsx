import { useSignal } from '@preact/signals'
import type { UnifiedEvent } from '../../../../schemas/types.ts'
import type { Line } from '../host/backlog.ts'
import { Panel } from '../kit/panel.tsx'
import { useFeedLines } from '../live/feed-lines.ts'
import { FeedList } from '../live/feed-list.tsx'
import { FeedKinds, FeedSearch } from '../live/feed-tools.tsx'
import type { Kind } from '../live/kinds.ts'
import { useAct, useShell, useWords } from '../shell/shell.ts'
import { ChatLine } from './chat-line.tsx'
import { useGone } from './gone.ts'
import { callModeration, type HiddenChat } from './hidden.ts'
import * as words from './words.ts'

const ROW_PX = 46

type Parts = {
  /** Null when nobody moderates. */
  readonly hidden: readonly HiddenChat[] | null | undefined
  readonly chosen: string | undefined
  readonly choose: (userId: string) => void
}

/** What people write and do, newest first; it stands still while somebody scrolls, points at it or has paused it. */
export function ChatFeed({ hidden, chosen, choose }: Parts) {
  const { client } = useShell()
  const act = useAct()
  const said = useWords(words)
  const kind = useSignal<Kind>('chat')
  const search = useSignal('')
  const isPaused = useSignal(false)
  const lines = useFeedLines(kind.value, search.value)
  const gone = useGone(hidden ?? [])
  const hide = ({ eventId, user }: UnifiedEvent) =>
    act(
      () => client.post(callModeration('hide'), { eventId, ...(user && { userId: user.userId }) }),
      said.moderated.hide(user?.displayName || user?.safeName || ''),
    )

  return (
    <Panel title={said.feed} class="moderation-feed" actions={<FeedSearch search={search} isPaused={isPaused} />}>
      <FeedKinds kind={kind} />
      <FeedList
        class="moderation-lines"
        label={said.feed}
        lines={lines}
        rowHeight={ROW_PX}
        isPaused={isPaused}
        empty={search.value === '' ? said.empty : said.noMatch}
        render={(line: Line) => <ChatLine line={line} chosen={chosen} choose={choose} gone={gone} {...(hidden && { hide })} />}
      />
    </Panel>
  )
}
