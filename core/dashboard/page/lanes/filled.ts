import type { LaneBucket } from '../../../../schemas/types.ts'

const STEP_MS = { hour: 3_600_000, day: 86_400_000 }
const KEPT = { hour: 24, day: 30 }
const NOTHING = { completed: 0, failed: 0, dead: 0, discarded: 0, averageMs: 0, p95Ms: 0, depthMax: 0 }

/** The last 24 hours or 30 days, oldest first, with those in which nothing was delivered. `now` in milliseconds since 1970. */
export function filled(buckets: readonly LaneBucket[], by: 'hour' | 'day', now: number): readonly LaneBucket[] {
  const known = new Map(buckets.map((bucket) => [Date.parse(bucket.at), bucket]))
  const last = Math.floor(now / STEP_MS[by]) * STEP_MS[by]
  return Array.from({ length: KEPT[by] }, (_, index) => {
    const at = last - (KEPT[by] - 1 - index) * STEP_MS[by]
    return known.get(at) ?? { at: new Date(at).toISOString(), ...NOTHING }
  })
}
