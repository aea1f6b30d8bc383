import { useState } from 'preact/hooks'
import type { FormWords } from './words.ts'

type Parts = {
  readonly said: Readonly<Record<string, unknown>>
  readonly value: unknown
  readonly change: (value: unknown) => void
  readonly words: FormWords
}

/** A value that no field fits, as JSON. What is not JSON yet is kept in the field and told nobody. */
export function JsonInput({ said, value, change, words }: Parts) {
  const [typed, setTyped] = useState<string>()
  const text = typed ?? (value === undefined ? '' : JSON.stringify(value, null, 2))

  function take(next: string) {
    setTyped(next)
    const parsed = parse(next)
    if (parsed !== NOT_JSON) change(parsed)
  }

  const isBroken = typed !== undefined && parse(typed) === NOT_JSON
  return (
    <>
      <textarea {...said} class="form-json" rows={4} spellcheck={false} value={text} onInput={(event) => take(event.currentTarget.value)} />
      {isBroken && <p class="wrong">{words.notJson}</p>}
    </>
  )
}

const NOT_JSON = Symbol('not JSON')

function parse(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return NOT_JSON
  }
}
