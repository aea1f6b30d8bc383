import type { EventType, UnifiedEvent } from '../../../../schemas/types.ts'
import type { Line } from '../host/backlog.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { detailOf, nameOf } from '../kit/event-text.ts'
import { Foreign } from '../kit/foreign.tsx'
import { count } from '../kit/numbers.ts'
import * as liveWords from '../live/words.ts'
import { isByName } from '../sessions/by-name.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import * as words from './words.ts'

type Parts = {
  readonly line: Line
  readonly chosen: string | undefined
  readonly choose: (userId: string) => void
  /** Messages that nobody sees any more. */
  readonly gone: ReadonlySet<string>
  /** Takes it off everywhere; without, nobody can. */
  readonly hide?: (event: UnifiedEvent) => unknown
}

/** What has words of a viewer that are shown or spoken. */
const WORDED: readonly EventType[] = ['chat', 'question', 'tip']

/** One line of the chat. A press on the name opens who it is, and one on the button takes it off the stage. */
export function ChatLine({ line, chosen, choose, gone, hide }: Parts) {
  const { language } = useShell()
  const said = useWords(eventWords)
  const feed = useWords(liveWords)
  const own = useWords(words)
  if (!('event' in line)) return <p class="moderation-line gap">{feed.missed(count(line.missed, language.value))}</p>
  const { event } = line
  const name = nameOf(event)
  const userId = event.user?.userId
  const isGone = gone.has(event.eventId)
  return (
    <div class="moderation-line" data-type={event.eventType} data-chosen={userId !== undefined && userId === chosen} data-gone={isGone}>
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
      {isGone && <Badge tone="grey">{own.states.hidden}</Badge>}
      {!isGone && hide && WORDED.includes(event.eventType) && (
        <Button onPress={() => hide(event)}>
          {own.moderate.hide}
          <span class="unseen">: {name}</span>
        </Button>
      )}
      <time dateTime={event.ingestedAt}>{new Date(event.ingestedAt).toLocaleTimeString(language.value)}</time>
    </div>
  )
}
