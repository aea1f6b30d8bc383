/** A source's clock that is further off than this is not believed. */
export const MAX_SKEW_MS = 10 * 60_000

/**
 * The time an event is said to have happened, as ISO 8601: the source's, unless that is no time or cannot be. Only a live is close
 * to now; history and replays may be old, but nothing comes from the future. Digits are taken as seconds, milliseconds or
 * microseconds, whichever makes a date of this age.
 */
export function plausibleTime(given: string | undefined, { isLive, nowMs }: { isLive: boolean; nowMs: number }): string {
  const at = given === undefined ? Number.NaN : millisecondsOf(given)
  const isPlausible = at - nowMs <= MAX_SKEW_MS && (!isLive || nowMs - at <= MAX_SKEW_MS) && at > 0
  if (given !== undefined && isPlausible && ISO.test(given)) return given
  return new Date(isPlausible ? at : nowMs).toISOString()
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const DIGITS = /^\d{9,17}$/

function millisecondsOf(given: string) {
  if (!DIGITS.test(given)) return Date.parse(given)
  const number = Number(given)
  return given.length <= 10 ? number * 1000 : given.length <= 13 ? number : Math.floor(number / 1000)
}
