/** What belongs to whoever has the most of it, in its order: where room is made there, nobody pushes out what is another's. */
export function largestShare<T>(all: Iterable<T>, ownerOf: (one: T) => string): readonly T[] {
  const shares = new Map<string, T[]>()
  let largest: readonly T[] = []
  for (const one of all) {
    const share = shares.get(ownerOf(one)) ?? []
    shares.set(ownerOf(one), share)
    share.push(one)
    if (share.length > largest.length) largest = share
  }
  return largest
}
