/** How well a text fits what was typed: higher is better, undefined when a letter is missing. Order counts, gaps cost. */
function fitOf(typed: string, text: string): number | undefined {
  const wanted = plain(typed)
  const letters = plain(text)
  if (wanted === '') return 0
  const whole = letters.indexOf(wanted)
  if (whole >= 0) return 1000 - whole - letters.length / 100 + (isStart(letters, whole) ? 200 : 0)
  let at = -1
  let fit = 0
  for (const letter of wanted) {
    const next = letters.indexOf(letter, at + 1)
    if (next < 0) return undefined
    fit += isStart(letters, next) ? 12 : next === at + 1 ? 8 : 1 - Math.min(next - at, 10) / 10
    at = next
  }
  return fit - letters.length / 100
}

/** The best of a list for what was typed, best first, at most `limit`; in the order given while nothing is typed. */
export function bestOf<T>(
  typed: string,
  items: readonly T[],
  { textOf, limit }: { textOf: (item: T) => string; limit: number },
): readonly T[] {
  return items
    .map((item) => ({ item, fit: fitOf(typed, textOf(item)) }))
    .filter((one): one is { item: T; fit: number } => one.fit !== undefined)
    .sort((one, other) => other.fit - one.fit)
    .slice(0, limit)
    .map(({ item }) => item)
}

const isStart = (text: string, index: number) => index === 0 || /[\s\p{P}]/u.test(text.charAt(index - 1))

/** Without case, accents and spaces at the ends: `Sesión` is found by `sesion`. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
}
