/** A source's clock that is further off than this is not believed. */
export const MAX_SKEW_MS = 10 * 60_000

/**
 * The time an event is said to have happened, as ISO 8601, or undefined when that is no time or cannot be. Only a live is close to now;
 * history and replays may be old, but nothing comes from the future. Digits are seconds, milliseconds or microseconds by their number.
 */
export function plausibleTime(given: string, { isLive, nowMs }: { isLive: boolean; nowMs: number }): string | undefined {
  const at = millisecondsOf(given)
  const isPlausible = at > 0 && at - nowMs <= MAX_SKEW_MS && (!isLive || nowMs - at <= MAX_SKEW_MS)
  if (!isPlausible) return undefined
  return ISO.test(given) ? given : new Date(at).toISOString()
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const DATE = /^\d{4}-\d\d-\d\dT/
const DIGITS = /^\d{9,17}$/

function millisecondsOf(given: string) {
  // Date.parse alone takes '0' for a date.
  if (!DIGITS.test(given)) return DATE.test(given) ? Date.parse(given) : Number.NaN
  const number = Number(given)
  return given.length <= 10 ? number * 1000 : given.length <= 13 ? number : Math.floor(number / 1000)
}
