import type { Permissions } from '../../schemas/types.ts'

const LISTS = [
  'net',
  'listen',
  'read',
  'write',
  'env',
  'run',
  'actions',
  'events',
  'intercept',
  'emit',
] as const satisfies readonly (keyof Permissions)[]

/** What is in the first and not in the second. */
export function without(asked: Permissions = {}, granted: Permissions = {}): Permissions {
  return combined(asked, granted, (own, other) => own.filter((value) => !other.includes(value)), Boolean(asked.wasm && !granted.wasm))
}

/** What is in both. */
export function within(asked: Permissions = {}, granted: Permissions = {}): Permissions {
  return combined(asked, granted, (own, other) => own.filter((value) => other.includes(value)), Boolean(asked.wasm && granted.wasm))
}

/** What is in either. */
export function together(one: Permissions = {}, other: Permissions = {}): Permissions {
  return combined(one, other, (first, second) => [...new Set([...first, ...second])], Boolean(one.wasm || other.wasm))
}

export function isNothing(permissions: Permissions = {}): boolean {
  return !permissions.wasm && LISTS.every((power) => (permissions[power] ?? []).length === 0)
}

type Combine = (one: readonly string[], other: readonly string[]) => string[]

/** Powers of which nothing is left are left out. */
function combined(one: Permissions, other: Permissions, combine: Combine, wasm: boolean): Permissions {
  const lists = LISTS.map((power) => [power, combine(one[power] ?? [], other[power] ?? [])] as const)
  return { ...Object.fromEntries(lists.filter(([, values]) => values.length > 0)), ...(wasm && { wasm }) }
}
