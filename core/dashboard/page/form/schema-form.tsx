import './form.css'
import { changedAt, type Path } from './change.ts'
import type { FormParts } from './form-parts.ts'
import type { NamedShape, Shape } from './shape.ts'
import { ShapeField } from './shape-field.tsx'

type Parts = Omit<FormParts, 'change'> & {
  readonly shape: Shape
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

/** The fields of a schema. What is typed is told as a whole new value. */
export function SchemaForm({ shape, value, onChange, ...parts }: Parts) {
  const change = (path: Path, next: unknown) => onChange(changedAt(value, path, next))
  const fields: readonly NamedShape[] = shape.kind === 'group' ? shape.fields : []
  if (fields.length === 0) return <ShapeField shape={shape} path={[]} value={value} parts={{ ...parts, change }} />
  return (
    <div class="schema-form">
      {fields.map(({ name, shape: inner, isNeeded }) => (
        <ShapeField key={name} shape={inner} path={[name]} value={Object(value)[name]} isNeeded={isNeeded} parts={{ ...parts, change }} />
      ))}
    </div>
  )
}
