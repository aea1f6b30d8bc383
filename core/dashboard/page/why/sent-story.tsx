import type { WhyFrames } from '../../../../schemas/types.ts'
import { Foreign } from '../kit/foreign.tsx'
import { count } from '../kit/numbers.ts'
import { useShell, useWords } from '../shell/shell.ts'
import { momentOf } from './moment.ts'
import * as whyWords from './words.ts'

/** What went out to overlays and games meanwhile, and to how many. */
export function SentStory({ frames }: { readonly frames: WhyFrames }) {
  const { language } = useShell()
  const words = useWords(whyWords)
  return (
    <section class="story">
      <h3>{words.published(count(frames.published, language.value))}</h3>
      <ol>
        {frames.sent.map(({ at, topic, readers }, index) => (
          <li key={index}>
            <Foreign text={topic} class="mono" />
            <time dateTime={at}>{momentOf(at, language.value)}</time>
            <span class="detail">{words.readers(count(readers, language.value))}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
