import type { Figure, OverlaySettings } from './settings.ts'

const POINTS = 40
const POINT_MS = 15_000

/** What the page of the figures is sent. A figure that nobody has told yet is left out. */
export type Viewers = {
  readonly figures: readonly Figure[]
  readonly viewers?: number
  readonly likes: number
  /** New ones, in this live. */
  readonly followers: number
  /** How many watched, oldest first: one for every 15 s, at most 40. */
  readonly line: readonly number[]
}

/** How many watch, as the platform says it now and then. */
export function createViewers(now: () => number = Date.now) {
  let viewers: number | undefined
  let line: readonly number[] = []
  let pointAt = Number.NEGATIVE_INFINITY

  return {
    note(count: number) {
      viewers = count
      const isPoint = now() - pointAt >= POINT_MS
      line = isPoint ? [...line, count].slice(-POINTS) : [...line.slice(0, -1), count]
      if (isPoint) pointAt = now()
    },
    view({ figures, viewersLine }: OverlaySettings, { likes, followers }: { likes: number; followers: number }): Viewers {
      return { figures, likes, followers, line: viewersLine ? line : [], ...(viewers !== undefined && { viewers }) }
    },
  }
}
