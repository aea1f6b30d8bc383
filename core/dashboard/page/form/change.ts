import { isObject, type Shape } from './shape.ts'

/** Where a value is: names of fields and numbers of items, from the outside in. */
export type Path = readonly (string | number)[]

/** The JSON Pointer of a path, as problems of the host name it. */
export function pointerOf(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => {
    if (Array.isArray(inner)) return inner[Number(part)]
    return isObject(inner) && Object.hasOwn(inner, part) ? inner[part] : undefined
  }, value)
}

/** The same value with another at a path; undefined takes a field away. Nothing is changed in place. */
export function changedAt(value: unknown, path: Path, next: unknown): unknown {
  const [part, ...rest] = path
  if (part === undefined) return next
  if (typeof part === 'number') {
    const items = Array.isArray(value) ? value : []
    return items.map((item, index) => (index === part ? changedAt(item, rest, next) : item))
  }
  const { [part]: old, ...others } = isObject(value) ? value : {}
  const inner = changedAt(old, rest, next)
  return inner === undefined ? others : { ...(isObject(value) ? value : {}), [part]: inner }
}

/** What a new item, or a form that nobody has filled in, begins with. */
export function emptyOf(shape: Shape): unknown {
  if (shape.fallback !== undefined) return shape.fallback
  switch (shape.kind) {
    case 'text':
      return ''
    case 'number':
      return shape.least ?? 0
    case 'switch':
      return false
    case 'choice':
      return shape.choices[0]
    case 'list':
      return []
    case 'group':
      return Object.fromEntries(shape.fields.flatMap(({ name, isNeeded, shape: inner }) => (isNeeded ? [[name, emptyOf(inner)]] : [])))
    default:
      return undefined
  }
}

/** The fields that differ, null for one that went: what the host is sent. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]))
}
