export type Schedule = 'live' | 'long' | 'classic'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * Milliseconds before each try. `long` is the list of the Standard Webhooks specification, three days in all; `live` ends when the moment has passed;
 * `classic` is three tries, each a second later than the one before.
 */
const DELAYS = {
  live: [0, SECOND, 5 * SECOND, 15 * SECOND, 45 * SECOND, 2 * MINUTE],
  long: [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
  classic: [0, SECOND, 2 * SECOND],
} as const satisfies Readonly<Record<Schedule, readonly number[]>>

/** Nothing is tried when it waited for longer, also where the other side always asks for more time. */
const MOST_MS = { live: 15 * MINUTE, long: 96 * HOUR, classic: 5 * MINUTE } as const satisfies Readonly<Record<Schedule, number>>
/** However long the other side asks for. */
export const MOST_ASKED_MS = 24 * HOUR

type Tried = {
  readonly tries: number
  readonly queuedAt: number
  readonly now: number
  readonly askedMs?: number
  readonly random: () => number
}

/** When a try is due that was kept, by a clock that may have been another: no later than any delay of its schedule is long. */
export const dueAgain = (schedule: Schedule, dueAt: number, now: number) =>
  Math.min(dueAt, now + Math.min(MOST_MS[schedule], MOST_ASKED_MS))

/** How many tries there are. */
export const triesOf = (schedule: Schedule) => DELAYS[schedule].length

/** When to try again after so many tries; undefined when that was the last. A fifth at most is added by chance, and what the other side asked for counts. */
export function nextTry(schedule: Schedule, { tries, queuedAt, now, askedMs = 0, random }: Tried): number | undefined {
  const delay = DELAYS[schedule][tries]
  if (delay === undefined) return undefined
  const at = now + Math.max(Math.round(delay * (1 + random() / 5)), Math.min(askedMs, MOST_ASKED_MS))
  return at - queuedAt > MOST_MS[schedule] ? undefined : at
}
