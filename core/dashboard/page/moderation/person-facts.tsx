import type { ViewerCard } from '../../../../schemas/types.ts'
import { Ago } from '../kit/ago.tsx'
import { Badge } from '../kit/badge.tsx'
import { Count } from '../kit/count.tsx'
import { Figures } from '../kit/figures.tsx'
import { TipsTotal } from '../sessions/tips-total.tsx'
import { useWords } from '../shell/shell.ts'
import * as words from './words.ts'

/** Numbers of one viewer, and what the platform says of them. */
export function PersonFacts({ card }: { readonly card: ViewerCard }) {
  const said = useWords(words)
  const user = card.recent.find((event) => event.user?.userId === card.user.userId)?.user
  const marks = [
    user?.isModerator && said.marks.moderator,
    user?.isSubscriber && said.marks.subscriber,
    user?.isFriend && said.marks.friend,
    user?.followRole === 1 && said.marks.follower,
  ].filter((mark) => typeof mark === 'string')
  return (
    <>
      {marks.length > 0 && (
        <p class="buttons">
          {marks.map((mark) => (
            <Badge key={mark} tone="violet">
              {mark}
            </Badge>
          ))}
        </p>
      )}
      <Figures
        items={[
          { name: said.firstSeen, value: <Ago at={card.firstSeenAt ?? undefined} /> },
          { name: said.lastSeen, value: <Ago at={card.lastSeenAt ?? undefined} /> },
          { name: said.sessions, value: <Count of={card.sessions} /> },
          { name: said.chats, value: <Count of={card.chats} /> },
          { name: said.gifts, value: <Count of={card.gifts} /> },
          { name: said.coins, value: <Count of={card.coins} />, tone: 'gold' },
          { name: said.tips, value: <TipsTotal cents={card.tipsCents} />, tone: 'green' },
        ]}
      />
    </>
  )
}
