import type { WhyLane } from '../../../../schemas/types.ts'
import { Badge, type Tone } from '../kit/badge.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import { momentOf } from './moment.ts'
import * as whyWords from './words.ts'

const TONE: Readonly<Record<WhyLane['outcome'], Tone>> = {
  delivered: 'green',
  waiting: 'blue',
  running: 'blue',
  retrying: 'gold',
  discarded: 'gold',
  dead: 'red',
  'not-subscribed': 'grey',
  filtered: 'grey',
  'replay-not-taken': 'grey',
  unknown: 'grey',
}

/** What one plugin made of the event, step by step. */
export function LaneStory({ lane }: { readonly lane: WhyLane }) {
  const { language } = useShell()
  const words = useWords(whyWords)
  const { plugin, outcome, sentence, steps } = lane
  return (
    <section class="story" data-tone={TONE[outcome]}>
      <h3>
        <Foreign text={plugin} /> <Badge tone={TONE[outcome]}>{words.outcomes[outcome]}</Badge>
      </h3>
      {language.value === 'en' && <p class="soft">{sentence}</p>}
      <ol>
        {steps.map(({ at, what, detail }, index) => (
          <li key={index} data-what={what}>
            <span>{words.steps[what]}</span>
            {at && <time dateTime={at}>{momentOf(at, language.value)}</time>}
            {detail && <Foreign text={detail} class="detail" />}
          </li>
        ))}
      </ol>
    </section>
  )
}
