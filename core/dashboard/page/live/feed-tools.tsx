import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Button } from '../kit/button.tsx'
import { boundTo, TextField } from '../kit/field.tsx'
import { useWords } from '../shell/shell.ts'
import { KINDS, type Kind } from './kinds.ts'
import * as liveWords from './words.ts'

const SETTLE_MS = 150

/** With which words an event has to come to be shown, a moment after the last of them; and whether the feed goes on. */
export function FeedSearch({ search, isPaused }: { readonly search: Signal<string>; readonly isPaused: Signal<boolean> }) {
  const words = useWords(liveWords)
  const typed = useSignal(search.value)
  useEffect(() => {
    const timer = setTimeout(() => choose(search, typed.value), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed.value, search])
  return (
    <>
      <div class="feed-search">
        <TextField label={words.search} type="search" placeholder={words.search} {...boundTo(typed)} />
      </div>
      <Button isPressed={isPaused.value} onPress={() => choose(isPaused, !isPaused.value)}>
        {words.pause}
      </Button>
    </>
  )
}

/** Of which kind an event has to be to be shown. */
export function FeedKinds({ kind }: { readonly kind: Signal<Kind> }) {
  const words = useWords(liveWords)
  const kinds = Object.keys(KINDS) as Kind[] // The table has no other keys.
  return (
    <fieldset class="feed-kinds" aria-label={words.filter}>
      {kinds.map((one) => (
        <Button key={one} isPressed={kind.value === one} onPress={() => choose(kind, one)}>
          {words.kinds[one]}
        </Button>
      ))}
    </fieldset>
  )
}

function choose<T>(target: Signal<T>, value: T) {
  target.value = value
}
