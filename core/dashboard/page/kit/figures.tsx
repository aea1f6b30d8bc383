import type { ComponentChildren } from 'preact'
import type { Tone } from './badge.tsx'

export type Figure = { readonly name: string; readonly value: ComponentChildren; readonly tone?: Tone | undefined; readonly title?: string }

/** Numbers with their names. */
export function Figures({ items, class: more = '' }: { readonly items: readonly Figure[]; readonly class?: string }) {
  return (
    <dl class={`figures ${more}`}>
      {items.map(({ name, value, tone, title }) => (
        <div key={name} data-tone={tone} title={title}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
