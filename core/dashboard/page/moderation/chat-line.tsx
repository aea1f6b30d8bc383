import type { Line } from '../host/backlog.ts'
import { detailOf, nameOf } from '../kit/event-text.ts'
import { Foreign } from '../kit/foreign.tsx'
import { count } from '../kit/numbers.ts'
import * as liveWords from '../live/words.ts'
import { isByName } from '../sessions/by-name.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'

type Parts = { readonly line: Line; readonly chosen: string | undefined; readonly choose: (userId: string) => void }

/** One line of the chat. A press on the name opens who it is. */
export function ChatLine({ line, chosen, choose }: Parts) {
  const { language } = useShell()
  const said = useWords(eventWords)
  const feed = useWords(liveWords)
  if (!('event' in line)) return <p class="moderation-line gap">{feed.missed(count(line.missed, language.value))}</p>
  const { event } = line
  const name = nameOf(event)
  const userId = event.user?.userId
  return (
    <div class="moderation-line" data-type={event.eventType} data-chosen={userId !== undefined && userId === chosen}>
      {userId && name && !isByName(userId) ? (
        <button type="button" class="moderation-who" onClick={() => choose(userId)}>
          <Foreign text={name} />
        </button>
      ) : (
        <Foreign text={name ?? ''} class="moderation-who" />
      )}
      <span class="moderation-what">
        {event.eventType !== 'chat' && <span class="soft">{said.did[event.eventType]} </span>}
        <Foreign text={detailOf(event, language.value, said.coins)} />
      </span>
      <time dateTime={event.ingestedAt}>{new Date(event.ingestedAt).toLocaleTimeString(language.value)}</time>
    </div>
  )
}
