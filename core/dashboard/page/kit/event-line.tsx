import type { UnifiedEvent } from '../../../../schemas/types.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import { LOOK } from './event-look.ts'
import { detailOf, nameOf } from './event-text.ts'
import { Foreign } from './foreign.tsx'
import { Icon } from './icon.tsx'
import './event-line.css'

/** One event as a line: what, who, when. A press shows its whole way. */
export function EventLine({ event }: { readonly event: UnifiedEvent }) {
  const { language, why } = useShell()
  const words = useWords(eventWords)
  const [drawing, tone] = LOOK[event.eventType]
  const name = nameOf(event)
  const open = () => {
    why.value = event.seqNo
  }
  return (
    <button
      type="button"
      class="event"
      data-type={event.eventType}
      data-seq={event.seqNo}
      data-tone={tone}
      onClick={open}
      disabled={event.seqNo === 0}
    >
      <span class="mark">
        <Icon path={drawing} />
      </span>
      <span class="sentence">
        {name && <Foreign text={name} class="who" />}
        {name && ' '}
        <span class="did">{words.did[event.eventType]}</span> <Foreign text={detailOf(event, language.value, words.coins)} class="what" />
      </span>
      <time dateTime={event.ingestedAt}>{new Date(event.ingestedAt).toLocaleTimeString(language.value, { hourCycle: 'h23' })}</time>
    </button>
  )
}
