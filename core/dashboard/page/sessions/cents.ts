/** `5`, `5.5` and `5,50` in hundredths, without ever being a fraction; undefined when it is no amount. */
export function centsOf(typed: string): number | undefined {
  const found = /^\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/.exec(typed)
  if (!found) return undefined
  const cents = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return cents > 0 ? cents : undefined
}
