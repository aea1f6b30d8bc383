import { type Path, pointerOf } from './change.ts'
import type { FormParts } from './form-parts.ts'
import type { Shape } from './shape.ts'

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
