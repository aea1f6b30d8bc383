import { useSignal } from '@preact/signals'
import { keepKey } from '../host/access.ts'
import { Button } from '../kit/button.tsx'
import type { Language } from '../words/language.ts'
import { en, es } from './words.ts'

/** Asks for a key in place of everything else. */
export function KeyForm({ language }: { readonly language: Language }) {
  const words = { en, es }[language]
  const key = useSignal('')
  const enter = (event: Event) => {
    event.preventDefault()
    // A whole link may have been pasted.
    keepKey(key.value.trim().replace(/^.*#key=/, ''))
    location.reload()
  }
  return (
    <form class="panel key-form" onSubmit={enter}>
      <h1>{words.keyNeeded}</h1>
      <p>{words.keyAdvice}</p>
      <div class="field">
        <label for="key">{words.key}</label>
        <input
          id="key"
          type="password"
          autocomplete="off"
          required
          value={key.value}
          onInput={({ currentTarget }) => set(key, currentTarget.value)}
        />
      </div>
      <Button type="submit" tone="primary">
        {words.enter}
      </Button>
    </form>
  )
}

function set(key: { value: string }, value: string) {
  key.value = value
}
