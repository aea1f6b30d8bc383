import { HostError } from '../../base/errors.ts'
import { isObject } from '../../base/is-object.ts'

/** What somebody typed, by field name. */
export type Input = Readonly<Record<string, unknown>>

type Bounds = { readonly least?: number; readonly most?: number }

/** Reads friendly input: each field may have several names, the first that is there counts. What is wrong is told by the name that was used. `asked` gets every name that was looked for. */
export function createFields(input: Input, pointer = '', asked = new Set<string>()) {
  function given(names: readonly string[]) {
    for (const name of names) asked.add(name)
    return names.find((name) => input[name] !== undefined && input[name] !== null)
  }

  function read<T>(names: readonly string[], convert: (value: unknown) => T | undefined, must: string): T | undefined {
    const name = given(names)
    if (name === undefined) return undefined
    const value = convert(input[name])
    if (value !== undefined) return value
    const path = `${pointer}/${name}`
    throw new HostError('EVENT_INVALID', `"${path.slice(1).replaceAll('/', '.')}" must be ${must}`, { path })
  }

  return {
    text: (...names: string[]) => read(names, textOf, 'text'),
    flag: (...names: string[]) => read(names, (value) => (typeof value === 'boolean' ? value : undefined), 'true or false'),
    object: (...names: string[]) => read(names, (value) => (isObject(value) ? value : undefined), 'an object'),
    list: (...names: string[]) => read(names, (value) => (Array.isArray(value) ? value : undefined), 'a list'),
    count(names: readonly string[], { least = 0, most = Number.MAX_SAFE_INTEGER }: Bounds = {}): number | undefined {
      const must = most === Number.MAX_SAFE_INTEGER ? `a whole number, at least ${least}` : `a whole number from ${least} to ${most}`
      return read(names, (value) => within(numberOf(value), least, most), must)
    },
  }
}

export type Fields = ReturnType<typeof createFields>

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/** Forms send numbers as text. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : undefined
}

function within(value: number | undefined, least: number, most: number): number | undefined {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}
