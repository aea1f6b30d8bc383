import { Button } from '../kit/button.tsx'
import { changedAt, emptyOf, type Path } from './change.ts'
import type { Shape } from './shape.ts'
import { type FieldProps, Notes, namesOf, ShapeField } from './shape-field.tsx'

/** A list whose items are added and removed one by one. */
export function ListInput({ shape, path, value, parts }: FieldProps<Shape & { kind: 'list' }>) {
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
