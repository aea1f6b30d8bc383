import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

type Props = {
  readonly children: ComponentChildren
  /** What sends it; while that is under way, another Enter or press sends nothing. */
  readonly onSend: () => unknown
  readonly class?: string
  /** What is wrong is said by the fields, and not by the browser. */
  readonly isSelfChecked?: boolean
  readonly onKeyDown?: (event: KeyboardEvent) => unknown
  /** Something was written. */
  readonly onInput?: () => unknown
}

/** A form that is sent once, however often Enter is pressed. */
export function Form({ children, onSend, class: name = 'form', isSelfChecked = false, onKeyDown, onInput }: Props) {
  const isBusy = useRef(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy.current) return
    isBusy.current = true
    try {
      await onSend()
    } finally {
      isBusy.current = false
    }
  }
  return (
    <form class={name} onSubmit={submit} noValidate={isSelfChecked} onKeyDown={onKeyDown} onInput={onInput}>
      {children}
    </form>
  )
}
