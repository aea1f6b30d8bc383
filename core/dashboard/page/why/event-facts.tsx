import { useSignal } from '@preact/signals'
import type { UnifiedEvent } from '../../../../schemas/types.ts'
import { Button } from '../kit/button.tsx'
import { copyText } from '../kit/clipboard.ts'
import { detailOf, nameOf } from '../kit/event-text.ts'
import { Figures } from '../kit/figures.tsx'
import { Foreign } from '../kit/foreign.tsx'
import { count } from '../kit/numbers.ts'
import { useShell, useWords } from '../shell/shell.ts'
import * as eventWords from '../words/events.ts'
import * as whyWords from './words.ts'

/** The event itself: what it was, and every field of it for who wants to look closer. */
export function EventFacts({ event }: { readonly event: UnifiedEvent }) {
  const { language } = useShell()
  const words = useWords(whyWords)
  const events = useWords(eventWords)
  const isCopied = useSignal(false)
  const text = JSON.stringify(event, null, 2)
  const copy = async () => {
    await copyText(text)
    isCopied.value = true
  }
  return (
    <>
      <p class="why-event">
        <Foreign text={nameOf(event) ?? ''} class="who" /> <span class="soft">{events.did[event.eventType]}</span>{' '}
        <Foreign text={detailOf(event, language.value, events.coins)} />
      </p>
      <Figures
        items={[
          { name: words.number, value: count(event.seqNo, language.value) },
          { name: words.came, value: new Date(event.ingestedAt).toLocaleString(language.value) },
          { name: words.source, value: event.source },
        ]}
      />
      <details>
        <summary>{words.raw}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
        <pre class="mono raw" tabIndex={0}>
          {text}
        </pre>
        <Button onPress={copy}>{isCopied.value ? words.copied : words.copy}</Button>
      </details>
    </>
  )
}
