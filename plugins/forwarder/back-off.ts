const FIRST_MS = 500
const MOST_MS = 30_000
const MOST_ASKED_MS = 10 * 60_000
/** The last of them waited the 30 s. */
export const MOST_TRIES = 8

/** Milliseconds after so many failed tries: half a second, doubled up to 30 s; longer where the other side asks, at most ten minutes. */
export function backOff(tries: number, askedMs = 0): number {
  return Math.max(Math.min(MOST_MS, FIRST_MS * 2 ** (tries - 1)), Math.min(askedMs, MOST_ASKED_MS))
}
