import { Button } from '../kit/button.tsx'
import { changedAt, emptyOf, type Path } from './change.ts'
import { Notes, namesOf } from './field-notes.tsx'
import type { FieldProps } from './form-parts.ts'
import { PlainInput } from './plain-input.tsx'
import type { Shape } from './shape.ts'

/** One field with its label, its hint and what is wrong with it; a group is a box of fields. */
export function ShapeField({ shape, path, value, isNeeded = false, parts }: FieldProps) {
  if (shape.kind === 'group') return <Group {...{ shape, path, value, parts }} />
  if (shape.kind === 'list') return <List {...{ shape, path, value, parts }} />
  const { id, fault, describedBy } = namesOf(parts, path, shape)
  const input = <PlainInput {...{ shape, path, value, parts }} />
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

/** A list whose items are added and removed one by one. */
function List({ shape, path, value, parts }: FieldProps<Shape & { kind: 'list' }>) {
  const { words, change } = parts
  const items: readonly unknown[] = Array.isArray(value) ? value : Array.isArray(shape.fallback) ? shape.fallback : []
  const { fault, describedBy } = namesOf(parts, path, shape)
  const item = (index: number): Shape => ({ ...shape.item, label: shape.item.label || words.item(index + 1) })
  return (
    <fieldset class="form-group">
      <legend>
        <bdi>{shape.label}</bdi>
      </legend>
      <Notes {...{ shape, fault, id: describedBy }} />
      {items.map((one, index) => (
        // Items have no name of their own; their place is one.
        <div class="form-item" key={String(index)}>
          <ShapeField shape={item(index)} path={[...path, index]} value={one} parts={{ ...parts, change: changeItem }} />
          <Button
            label={words.remove(words.item(index + 1))}
            onPress={() =>
              change(
                path,
                items.filter((_, at) => at !== index),
              )
            }
          >
            ×
          </Button>
        </div>
      ))}
      {items.length < shape.most && <Button onPress={() => change(path, [...items, emptyOf(shape.item) ?? ''])}>{words.add}</Button>}
    </fieldset>
  )

  /** The list becomes the operator's own with the first change, so that its defaults stay in it. */
  function changeItem(at: Path, next: unknown) {
    change(path, changedAt(items, at.slice(path.length), next))
  }
}
