import type { Path } from './change.ts'
import type { Shape } from './shape.ts'
import type { FormWords } from './words.ts'

/** What every field of a form gets. */
export type FormParts = {
  /** Begins the ids of its fields; unique on the page. */
  readonly id: string
  readonly words: FormWords
  /** What is wrong, by JSON Pointer. */
  readonly faults: Readonly<Record<string, string>>
  readonly change: (path: Path, value: unknown) => void
}

export type FieldProps<S = Shape> = {
  readonly shape: S
  readonly path: Path
  readonly value: unknown
  readonly isNeeded?: boolean
  readonly parts: FormParts
}
