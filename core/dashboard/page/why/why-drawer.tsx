import type { Why } from '../../../../schemas/types.ts'
import { useLoad } from '../host/load.ts'
import { Drawer } from '../kit/drawer.tsx'
import { Empty } from '../kit/empty.tsx'
import { count } from '../kit/numbers.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { EventFacts } from './event-facts.tsx'
import { LaneStory } from './lane-story.tsx'
import { SentStory } from './sent-story.tsx'
import * as whyWords from './words.ts'
import './why.css'

const ASK_MS = 2000

/** The whole way of the event that somebody pressed, if one is: what each plugin made of it, and why. */
export function WhyDrawer() {
  const { why } = useShell()
  const seqNo = why.value
  return seqNo === undefined ? null : <Story key={seqNo} seqNo={seqNo} />
}

function Story({ seqNo }: { readonly seqNo: number }) {
  const { client, why } = useShell()
  const words = useWords(whyWords)
  const { value, problem } = useLoad(() => client.get<Why>(`/api/events/${seqNo}/why`), { everyMs: ASK_MS })
  const close = () => {
    why.value = undefined
  }
  return (
    <Drawer title={words.title} onClose={close}>
      {problem && <Empty>{problem}</Empty>}
      {value && <Told told={value} />}
    </Drawer>
  )
}

function Told({ told }: { readonly told: Why }) {
  const { language } = useShell()
  const words = useWords(whyWords)
  const { event, sentence, lanes, frames } = told
  const taken = lanes.filter(({ outcome }) => outcome !== 'not-subscribed')
  const others = lanes.filter(({ outcome }) => outcome === 'not-subscribed')
  return (
    <>
      <EventFacts event={event} />
      {language.value === 'en' && <p class="why-sentence">{sentence}</p>}
      {lanes.length === 0 && <Empty>{words.none}</Empty>}
      {taken.map((lane) => (
        <LaneStory key={lane.plugin} lane={lane} />
      ))}
      {frames && frames.published > 0 && <SentStory frames={frames} />}
      {others.length > 0 && (
        <details>
          <summary>{words.others(count(others.length, language.value))}</summary>
          <p class="soft">
            <bdi>{others.map(({ plugin }) => plugin).join(', ')}</bdi>
          </p>
        </details>
      )}
    </>
  )
}
