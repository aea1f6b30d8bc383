import type { ComponentChildren } from 'preact'
import { emptyOf, type Path, pointerOf } from './change.ts'
import { JsonInput } from './json-input.tsx'
import { ListInput } from './list-input.tsx'
import type { FormParts } from './schema-form.tsx'
import { SecretInput } from './secret-input.tsx'
import type { Shape } from './shape.ts'

export type FieldProps<S = Shape> = {
  readonly shape: S
  readonly path: Path
  readonly value: unknown
  readonly isNeeded?: boolean
  readonly parts: FormParts
}

/** One field with its label, its hint and what is wrong with it; a group is a box of fields. */
export function ShapeField({ shape, path, value, isNeeded = false, parts }: FieldProps) {
  if (shape.kind === 'group') return <Group {...{ shape, path, value, parts }} />
  if (shape.kind === 'list') return <ListInput {...{ shape, path, value, parts }} />
  const { id, fault, describedBy } = namesOf(parts, path, shape)
  const input = <Input {...{ shape, path, value, parts }} />
  if (shape.kind === 'switch') {
    return (
      <div class="field">
        <label class="check" for={id}>
          {input}
          <bdi>{shape.label}</bdi>
        </label>
        <Notes {...{ shape, fault, id: describedBy }} />
      </div>
    )
  }
  return (
    <div class="field">
      <label for={id}>
        <bdi>{shape.label}</bdi>
        {isNeeded && <span aria-hidden="true"> *</span>}
      </label>
      {input}
      <Notes {...{ shape, fault, id: describedBy }} />
    </div>
  )
}

function Group({ shape, path, value, parts }: FieldProps<Shape & { kind: 'group' }>) {
  return (
    <fieldset class="form-group">
      <legend>
        <bdi>{shape.label}</bdi>
      </legend>
      {shape.hint && (
        <p class="hint">
          <bdi>{shape.hint}</bdi>
        </p>
      )}
      {shape.fields.map(({ name, shape: inner, isNeeded }) => (
        <ShapeField key={name} shape={inner} path={[...path, name]} value={Object(value)[name]} isNeeded={isNeeded} parts={parts} />
      ))}
    </fieldset>
  )
}

/** The names that tie a field to its label and to what is said of it. */
export function namesOf(parts: FormParts, path: Path, shape: Shape) {
  const pointer = pointerOf(path)
  const id = `${parts.id}${pointer.replaceAll('/', '-')}`
  const fault = parts.faults[pointer]
  return { id, fault, describedBy: fault || shape.hint ? `${id}-notes` : undefined }
}

/** What a field is for, and what is wrong with what is in it. */
export function Notes({
  shape,
  fault,
  id,
}: {
  readonly shape: Shape
  readonly fault: string | undefined
  readonly id: string | undefined
}) {
  if (!shape.hint && !fault) return null
  return (
    <p class="hint" id={id}>
      {fault ? (
        <span class="wrong" role="alert">
          <bdi>{fault}</bdi>
        </span>
      ) : (
        <bdi>{shape.hint}</bdi>
      )}
    </p>
  )
}

function Input({ shape, path, value, parts }: FieldProps): ComponentChildren {
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
          onInput={(event) => change(event.currentTarget.value === '' ? undefined : event.currentTarget.valueAsNumber)}
        />
      )
    case 'switch':
      return <input {...said} type="checkbox" checked={shown === true} onChange={(event) => change(event.currentTarget.checked)} />
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
