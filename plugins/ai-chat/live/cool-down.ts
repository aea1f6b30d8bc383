const MINUTE_MS = 60_000
/** Viewers whose last answer is remembered; the oldest are forgotten. */
const MAX_VIEWERS = 5_000

type Limits = { readonly viewerMs: number; readonly perMinute: number }

/** Who may be answered again: a viewer after a pause, and all together so many a minute. Taking a turn counts, whatever comes of it. */
export function createCoolDown({ viewerMs, perMinute }: Limits, now: () => number) {
  const lastOf = new Map<string, number>()
  let taken: readonly number[] = []

  return {
    /** `viewer` is undefined for programs, which have no pause of their own. */
    take(viewer: string | undefined): 'taken' | 'viewer' | 'everybody' {
      const time = now()
      taken = taken.filter((at) => time - at < MINUTE_MS)
      if (viewer !== undefined && time - (lastOf.get(viewer) ?? Number.NEGATIVE_INFINITY) < viewerMs) return 'viewer'
      if (taken.length >= perMinute) return 'everybody'
      taken = [...taken, time]
      if (viewer !== undefined) note(viewer, time)
      return 'taken'
    },
  }

  function note(viewer: string, time: number) {
    lastOf.delete(viewer)
    lastOf.set(viewer, time)
    for (const oldest of lastOf.keys()) {
      if (lastOf.size <= MAX_VIEWERS) return
      lastOf.delete(oldest)
    }
  }
}
