type Version = readonly [number, number, number]

/** Whether a version is within a range such as `>=0.1.0 <2`, `^1.2`, `~1.2.3`, `1.x` or `*`, alternatives parted by `||`; undefined when the range makes no sense. */
export function isInRange(version: string, range: string): boolean | undefined {
  const own = parse(version)
  const alternatives = range.split('||').map((part) =>
    part
      .replace(/([<>=~^])\s+/g, '$1')
      .trim()
      .split(/\s+/)
      .map(bounds),
  )
  if (!own || alternatives.flat().includes(undefined)) return undefined
  return alternatives.some((comparators) =>
    comparators.every((bound) => bound && compare(own, bound.from) >= 0 && (!bound.below || compare(own, bound.below) < 0)),
  )
}

type Bounds = { readonly from: Version; readonly below?: Version }

const ZERO: Version = [0, 0, 0]

/** What one comparator allows: from this version on, and below that one. */
function bounds(comparator: string): Bounds | undefined {
  const match = /^(\^|~|>=|<=|>|<|=)?v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/i.exec(comparator)
  if (!match) return undefined
  const [, operator = '=', ...texts] = match
  const given = texts
    .slice(0, 3)
    .filter((text) => text !== undefined && !/[x*]/i.test(text))
    .map(Number)
  const from: Version = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0]
  const after = bump(from, given.length)
  switch (operator) {
    case '>=':
      return { from }
    case '>':
      return { from: after ?? [Infinity, 0, 0] }
    case '<':
      return { from: ZERO, below: from }
    case '<=':
      return after ? { from: ZERO, below: after } : { from: ZERO }
    case '~':
      return between(from, bump(from, Math.min(given.length, 2)))
    case '^':
      return between(from, bump(from, Math.min(given.length, from.findIndex((part) => part > 0) + 1 || 3)))
    default:
      return between(from, after)
  }
}

function between(from: Version, below: Version | undefined): Bounds {
  return below ? { from, below } : { from }
}

/** The first version that differs in one of its first `places` numbers. */
function bump([major, minor, patch]: Version, places: number): Version | undefined {
  if (places === 0) return undefined
  if (places === 1) return [major + 1, 0, 0]
  return places === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1]
}

function parse(version: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2]
}
