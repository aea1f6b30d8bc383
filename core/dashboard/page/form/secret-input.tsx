import { Button } from '../kit/button.tsx'
import type { FormWords } from './words.ts'

type Parts = {
  readonly said: Readonly<Record<string, unknown>>
  /** `{ set }` of the host, what was typed, or null for one that is to go. */
  readonly value: unknown
  readonly change: (value: unknown) => void
  readonly words: FormWords
}

/** A secret is written and never read: whether there is one is all that can be seen. */
export function SecretInput({ said, value, change, words }: Parts) {
  const isSet = Object(value).set === true
  const placeholder = value === null ? words.secretWillGo : isSet ? words.secretKept : words.secretNone
  return (
    <span class="form-secret">
      <input
        {...said}
        type="password"
        autocomplete="new-password"
        spellcheck={false}
        placeholder={placeholder}
        value={typeof value === 'string' ? value : ''}
        onInput={(event) => change(event.currentTarget.value === '' ? { set: true } : event.currentTarget.value)}
      />
      {isSet && <Button onPress={() => change(null)}>{words.forget}</Button>}
      {value === null && <Button onPress={() => change({ set: true })}>{words.keep}</Button>}
    </span>
  )
}
