import type { Signal } from '@preact/signals'
import type { ComponentChildren, Ref } from 'preact'
import { useId } from 'preact/hooks'
import './field.css'

type Around = {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly error?: string | undefined
}

type TextProps = Around & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'password' | 'search' | 'number' | 'datetime-local' | 'date' | 'url'
  readonly placeholder?: string
  readonly isDisabled?: boolean
  readonly isRequired?: boolean
  readonly maxLength?: number
  readonly min?: number
  readonly max?: number
  readonly step?: number | 'any'
  readonly autoFocus?: boolean
  readonly suggestions?: readonly string[]
  /** The line itself, for who moves the focus there. */
  readonly line?: Ref<HTMLInputElement>
}

/** For a field that shows what a signal has, and keeps in it what is chosen or written. */
export const boundTo = <T,>(signal: Signal<T>) => ({
  value: signal.value,
  onChange(value: T) {
    signal.value = value
  },
})

/** A line to write in. */
export function TextField({
  label,
  hint,
  error,
  onChange,
  type = 'text',
  isDisabled,
  isRequired,
  autoFocus,
  suggestions,
  line = null,
  ...rest
}: TextProps) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        ref={line}
        id={id}
        type={type}
        disabled={isDisabled}
        required={isRequired}
        autocomplete="off"
        spellcheck={false}
        // biome-ignore lint/a11y/noAutofocus: only where a dialog opens for this one field.
        autoFocus={autoFocus}
        list={suggestions && `${id}-list`}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </FieldFrame>
  )
}

type AreaProps = Around & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly rows?: number
  readonly maxLength?: number
}

/** Several lines to write in. */
export function TextArea({ label, hint, error, value, onChange, rows = 3, maxLength }: AreaProps) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <textarea
        id={id}
        rows={rows}
        maxLength={maxLength}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </FieldFrame>
  )
}

export type Choice = { readonly value: string; readonly title: string }
type SelectProps = Around & { readonly value: string; readonly onChange: (value: string) => void; readonly choices: readonly Choice[] }

/** One of several. */
export function SelectField({ label, hint, error, value, onChange, choices }: SelectProps) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <select id={id} value={value} aria-describedby={`${id}-hint`} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {choices.map(({ value: of, title }) => (
          <option key={of} value={of}>
            {title}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}

function FieldFrame({ id, label, hint, error, children }: Around & { readonly id: string; readonly children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      <p id={`${id}-hint`} class={error ? 'wrong' : 'hint'}>
        {error ?? hint}
      </p>
    </div>
  )
}
