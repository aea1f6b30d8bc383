import type { ComponentChildren } from 'preact'

export type Tone = 'green' | 'gold' | 'red' | 'violet' | 'blue' | 'teal' | 'pink' | 'grey'

/** A word with a colour. */
export function Badge({ tone = 'grey', children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return (
    <span class="badge" data-tone={tone}>
      {children}
    </span>
  )
}

/** A light with its word: green is well. */
export function Light({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class="light" data-tone={tone}>
      {children}
    </span>
  )
}
