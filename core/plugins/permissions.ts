import type { Permissions } from '../../schemas/types.ts'

type Listed = Exclude<keyof Permissions, 'wasm'>

/** All powers but `wasm`: the compiler finds what is missing. */
const ALL = {
  ...{ net: true, listen: true, read: true, write: true, env: true, run: true, actions: true, events: true, intercept: true, emit: true },
} satisfies Record<Listed, true>

// The names of the table.
const LISTS = Object.keys(ALL) as readonly Listed[]

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
