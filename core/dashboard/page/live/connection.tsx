import type { Session } from '../../../../schemas/types.ts'
import { Light } from '../kit/badge.tsx'
import { duration } from '../kit/duration.ts'
import { Panel } from '../kit/panel.tsx'
import { SOURCE_TONE } from '../shell/header.tsx'
import { useShell, useWords } from '../shell/shell.ts'
import * as shellWords from '../shell/words.ts'
import * as stateWords from '../words/states.ts'
import { sourceSentence } from './source-sentence.ts'
import * as liveWords from './words.ts'

/** Where events come from, and how that is going. */
export function Connection({ session }: { readonly session: Session | undefined }) {
  const { live, me, language } = useShell()
  const words = useWords(liveWords)
  const states = useWords(stateWords)
  const shell = useWords(shellWords)
  const source = live.status.value?.source
  const isLost = live.isLost.value
  const state = source?.state ?? 'idle'
  const number = session?.number ?? live.status.value?.session?.number
  const sentence = source && source.kind !== 'none' ? sourceSentence(source, language.value) : words.noSource
  // The host's own sentence says when it looks again.
  const retryInMs = sentence === source?.detail ? undefined : source?.retryInMs
  const facts = [
    ...(number === undefined ? [] : [words.session(number)]),
    ...(session?.name || session?.title ? [session.name ?? session.title] : []),
    ...(retryInMs === undefined ? [] : [words.retryIn(duration(retryInMs))]),
  ]
  return (
    <Panel title={words.connection} actions={me.role === 'admin' && <a href="#/wizard">{words.setUp}</a>}>
      <p class="source-state">
        <Light tone={isLost ? 'grey' : SOURCE_TONE[state]}>{isLost ? shell.unknown : states.sources[state]}</Light>
      </p>
      {!isLost && (
        <p class="source-detail">
          <bdi>{sentence}</bdi>
        </p>
      )}
      {!isLost && facts.length > 0 && (
        <p class="soft">
          <bdi>{facts.join(' · ')}</bdi>
        </p>
      )}
    </Panel>
  )
}
