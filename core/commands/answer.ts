/** Prints an answer as JSON when that was asked for, and its lines for people otherwise. */
export function tell<T>(answer: T, { json }: { readonly json?: boolean }, lines: (answer: T) => readonly string[]): void {
  if (json) console.log(JSON.stringify(answer, undefined, 2))
  else for (const line of lines(answer)) console.log(line)
}

/** `?a=1&b=2` of what is there, or nothing. */
export function queryOf(given: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const said = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]))
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`
}

/** A share of 1 as people read it. */
export const percent = (share: number) => `${(share * 100).toFixed(1)} %`
