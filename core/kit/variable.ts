/** A variable of the environment; undefined where it is not set, or was not granted. */
export function variable(name: string): string | undefined {
  try {
    return Deno.env.get(name)
  } catch {
    return undefined
  }
}
