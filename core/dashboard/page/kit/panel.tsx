import type { ComponentChildren } from 'preact'

type Props = {
  readonly title: string
  readonly children: ComponentChildren
  /** Buttons and the like, at the end of the heading's line. */
  readonly actions?: ComponentChildren
  readonly class?: string
}

/** A part of a page under a heading. */
export function Panel({ title, children, actions, class: more = '' }: Props) {
  return (
    <section class={`panel ${more}`} aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {actions && <div class="buttons">{actions}</div>}
      </div>
      {children}
    </section>
  )
}
