/** What is old is from before a time; `now` is the clock on the wall. Both in milliseconds since 1970. */
export type Age = { readonly before: number; readonly now: number }

/** So many without a time of their own wait for what came after them; where there are more, nothing from there on is old. */
const MAX_HELD = 50_000

/** From that time on, by a time that can be true. */
export const isYoung = (at: number, { before, now }: Age) => at >= before && at <= now

/**
 * Those that are old, of things in the order they came: all up to the first that is young. One dated later than now says nothing: the clock
 * was wrong then, or is now, so it is taken to be as old as what came after it. One of time 0 stands for what is gone, and says nothing either.
 */
export function* oldOf<T extends { readonly at: number }>(things: Iterable<T>, age: Age): Generator<T, void> {
  let held: T[] = []
  for (const thing of things) {
    if (isYoung(thing.at, age) || held.length >= MAX_HELD) return
    const isHeld = thing.at > age.now || (thing.at === 0 && held.length > 0)
    held.push(thing)
    if (isHeld) continue
    yield* held
    held = []
  }
}

/** The first of them, at most so many. */
export function firstOf<T>(things: Iterable<T>, max: number): readonly T[] {
  const first: T[] = []
  for (const thing of things) if (first.push(thing) === max) break
  return first
}
