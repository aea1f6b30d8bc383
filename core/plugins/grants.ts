import type { Permissions } from '../../schemas/types.ts'

/** What a plugin asks for beyond what it was granted, in words such as `net api.example.com`. */
export function missingGrants(asked: Permissions = {}, granted: Permissions = {}): readonly string[] {
  const lists = (['net', 'read', 'write', 'env', 'run'] as const).flatMap((power) =>
    (asked[power] ?? []).filter((value) => !granted[power]?.includes(value)).map((value) => `${power} ${value}`),
  )
  return asked.wasm && !granted.wasm ? [...lists, 'wasm'] : lists
}
