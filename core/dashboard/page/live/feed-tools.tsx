import type { Signal } from '@preact/signals'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'
import { useWords } from '../shell/shell.ts'
import { KINDS, type Kind } from './kinds.ts'
import * as liveWords from './words.ts'

const SETTLE_MS = 150

type Props = { readonly kind: Signal<Kind>; readonly search: Signal<string>; readonly isPaused: Signal<boolean> }

/** What of the feed is wanted: of which kind, with which words; and whether it goes on. */
export function FeedTools({ kind, search, isPaused }: Props) {
  const words = useWords(liveWords)
  const typed = useSignal(search.value)
  useEffect(() => {
    const timer = setTimeout(() => {
      search.value = typed.value
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed.value, search])
  const kinds = Object.keys(KINDS) as Kind[] // The table has no other keys.
  return (
    <div class="feed-tools">
      <div class="feed-search">
        <TextField
          label={words.search}
          type="search"
          placeholder={words.search}
          value={typed.value}
          onChange={(value) => {
            typed.value = value
          }}
        />
      </div>
      {kinds.map((one) => (
        <Button key={one} isPressed={kind.value === one} onPress={() => choose(kind, one)}>
          {words.kinds[one]}
        </Button>
      ))}
      <Button isPressed={isPaused.value} onPress={() => choose(isPaused, !isPaused.value)}>
        {words.pause}
      </Button>
    </div>
  )
}

function choose<T>(target: Signal<T>, value: T) {
  target.value = value
}
