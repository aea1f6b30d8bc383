import { pointerOf } from './change.ts'
import { isObject, type Shape } from './shape.ts'
import type { FormWords } from './words.ts'

/** What is wrong with a value, by JSON Pointer; the host looks again, and knows better. */
export function faultsOf(
  shape: Shape,
  value: unknown,
  words: FormWords,
  path: readonly (string | number)[] = [],
): Readonly<Record<string, string>> {
  if (value === undefined) return {}
  if (shape.kind === 'list' && Array.isArray(value)) {
    return Object.assign({}, ...value.map((item, index) => faultsOf(shape.item, item, words, [...path, index])))
  }
  if (shape.kind === 'group' && isObject(value)) {
    return Object.assign({}, ...shape.fields.map((field) => fieldFaults(field, value, words, path)))
  }
  const fault = faultOf(shape, value, words)
  return fault === undefined ? {} : { [pointerOf(path)]: fault }
}

function fieldFaults(
  { name, isNeeded, shape }: { readonly name: string; readonly isNeeded: boolean; readonly shape: Shape },
  group: Readonly<Record<string, unknown>>,
  words: FormWords,
  path: readonly (string | number)[],
): Readonly<Record<string, string>> {
  const value = group[name]
  const here = [...path, name]
  const isEmpty = value === undefined || value === ''
  if (isNeeded && isEmpty && shape.fallback === undefined) return { [pointerOf(here)]: words.needed }
  return faultsOf(shape, value, words, here)
}

function faultOf(shape: Shape, value: unknown, words: FormWords): string | undefined {
  if (shape.kind === 'number') return numberFault(shape, value, words)
  if (shape.kind !== 'text' || typeof value !== 'string') return undefined
  if (shape.most !== undefined && [...value].length > shape.most) return words.atMostLetters(shape.most)
  return undefined
}

function numberFault(shape: Shape & { readonly kind: 'number' }, value: unknown, words: FormWords): string | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return words.number
  if (shape.isWhole && !Number.isInteger(value)) return words.whole
  if (shape.least !== undefined && value < shape.least) return words.atLeast(shape.least)
  if (shape.most !== undefined && value > shape.most) return words.atMost(shape.most)
  return undefined
}
