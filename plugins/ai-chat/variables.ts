import type { Variable } from './who-is-asked.ts'

/** A variable of the environment; undefined when it is not set, or when the operator did not grant it. */
export function readVariable(name: Variable): string | undefined {
  try {
    return Deno.env.get(name)
  } catch {
    return undefined
  }
}
