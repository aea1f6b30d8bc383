import type { ComponentChildren } from 'preact'
import { emptyOf } from './change.ts'
import { namesOf } from './field-notes.tsx'
import type { FieldProps } from './form-parts.ts'
import { JsonInput } from './json-input.tsx'
import { SecretInput } from './secret-input.tsx'

/** What a value without parts is written into. */
export function PlainInput({ shape, path, value, parts }: FieldProps): ComponentChildren {
  const { id, fault, describedBy } = namesOf(parts, path, shape)
  const change = (next: unknown) => parts.change(path, next)
  const shown = value ?? shape.fallback
  const said = { id, 'aria-describedby': describedBy, 'aria-invalid': fault !== undefined }
  switch (shape.kind) {
    case 'text':
      return shape.isLong ? (
        <textarea {...said} rows={3} value={textOf(shown)} onInput={(event) => change(event.currentTarget.value)} />
      ) : (
        <input {...said} type="text" value={textOf(shown)} onInput={(event) => change(event.currentTarget.value)} />
      )
    case 'number':
      return (
        <input
          {...said}
          type="number"
          step={shape.isWhole ? 1 : 'any'}
          min={shape.least}
          max={shape.most}
          value={typeof shown === 'number' && !Number.isNaN(shown) ? shown : ''}
          onInput={({ currentTarget: { value: typed, valueAsNumber } }) =>
            change(typed === '' && shape.fallback === undefined ? undefined : valueAsNumber)
          }
        />
      )
    case 'switch':
      return (
        <input
          {...said}
          type="checkbox"
          checked={shown === true}
          // What nobody chose is neither on nor off here: the plugin says what it is then.
          indeterminate={shown === undefined}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <select {...said} value={String(shown ?? '')} onChange={(event) => change(choiceOf(shape.choices, event.currentTarget.value))}>
          {shown === undefined && <option value="">{parts.words.none}</option>}
          {shape.choices.map((choice) => (
            <option key={choice} value={String(choice)}>
              {choice}
            </option>
          ))}
        </select>
      )
    case 'secret':
      return <SecretInput {...{ said, value, change, words: parts.words }} />
    default:
      return <JsonInput {...{ said, value: value ?? emptyOf(shape), change, words: parts.words }} />
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

/** The choice as it stands in the schema: a number stays one. */
function choiceOf(choices: readonly (string | number)[], text: string): string | number | undefined {
  return choices.find((choice) => String(choice) === text)
}
