import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import './button.css'

type Props = {
  readonly children: ComponentChildren
  /** While what it answers is under way, the button waits. */
  readonly onPress?: () => unknown
  readonly tone?: 'primary' | 'danger' | 'quiet'
  readonly type?: 'button' | 'submit'
  readonly isDisabled?: boolean
  /** For buttons that stay down. */
  readonly isPressed?: boolean
  /** What it does, where its face does not say it. */
  readonly label?: string
  readonly class?: string
}

/** A button that is pressed by mouse, finger or key. */
export function Button({ children, onPress, tone, type = 'button', isDisabled = false, isPressed, label, class: more = '' }: Props) {
  const isBusy = useSignal(false)
  const press = async () => {
    if (isBusy.value) return
    isBusy.value = true
    try {
      await onPress?.()
    } finally {
      isBusy.value = false
    }
  }
  return (
    <button
      type={type}
      class={`button ${tone ?? ''} ${more}`}
      disabled={isDisabled}
      aria-busy={isBusy.value}
      aria-pressed={isPressed}
      aria-label={label}
      title={label}
      onClick={onPress && press}
    >
      {children}
    </button>
  )
}
