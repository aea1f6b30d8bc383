import type { LaneBucket } from '../../../schemas/types.ts'
import type { TallyReading } from '../../schedule/schedule.ts'
import { createSlots, percentileOf } from '../../schedule/slots.ts'
import type { LaneHour } from '../../store/store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_HOURS = 24
const MINUTES_KEPT = 120

/** What a lane did within some time that begins at `at`, milliseconds since 1970. */
type Bucket = {
  readonly at: number
  completed: number
  failed: number
  dead: number
  lost: number
  discarded: number
  depthMax: number
  sumMs: number
  readonly slots: Float64Array
}

/** What one lane did, by minute for two hours, and the hour that goes on. */
export type LaneHistory = {
  /** What became of deliveries so far, and how many wait, at a time (milliseconds since 1970). */
  note(reading: TallyReading, depth: number, at: number): void
  minutes(): readonly LaneBucket[]
  /** Ended well, and not, from a time on. */
  since(at: number): { readonly completed: number; readonly lost: number }
  /** Hours that have not been taken since they changed, to be written. */
  takeHours(): readonly LaneHour[]
  /** They were not written: they are taken again next time. */
  giveBack(hours: readonly LaneHour[]): void
  clear(): void
}

/** Nothing has happened; `known` are hours of before, of which the one that goes on is added to. */
export function createLaneHistory(plugin: string, known: readonly LaneHour[], first: TallyReading | undefined): LaneHistory {
  let minutes: Bucket[] = []
  let hour: Bucket | undefined
  let before = known.at(-1)
  let last = first
  const changed = new Map<number, LaneHour>()

  function bucketIn(buckets: Bucket[], at: number): Bucket {
    const newest = buckets.at(-1)
    if (newest && newest.at >= at) return newest
    const bucket = emptyBucket(at)
    buckets.push(bucket)
    if (buckets.length > MINUTES_KEPT) buckets.shift()
    return bucket
  }

  function hourAt(at: number): Bucket {
    if (hour?.at === at) return hour
    if (hour) before = undefined
    hour = emptyBucket(at)
    return hour
  }

  return {
    note(reading, depth, at) {
      const more = difference(reading, last)
      last = reading
      const minute = bucketIn(minutes, Math.floor(at / MINUTE_MS) * MINUTE_MS)
      const whole = hourAt(Math.floor(at / HOUR_MS) * HOUR_MS)
      for (const bucket of [minute, whole]) addTo(bucket, more, depth)
      if (isEmpty(whole)) return
      const row = rowOf(plugin, whole)
      changed.set(row.hour, before?.hour === row.hour ? sumOf(before, row) : row)
    },
    minutes: () => minutes.map((bucket) => viewOf(rowOf(plugin, bucket), bucket.at)),
    since(at) {
      const recent = minutes.filter((bucket) => bucket.at >= at)
      return {
        completed: recent.reduce((sum, { completed }) => sum + completed, 0),
        lost: recent.reduce((sum, { lost }) => sum + lost, 0),
      }
    },
    takeHours() {
      const rows = [...changed.values()]
      changed.clear()
      return rows
    },
    giveBack(rows) {
      for (const row of rows) if (!changed.has(row.hour)) changed.set(row.hour, row)
    },
    clear() {
      minutes = []
      hour = undefined
      before = undefined
      changed.clear()
    },
  }
}

/** What hours of a store look like to people. */
export const hoursOf = (rows: readonly LaneHour[]): readonly LaneBucket[] => rows.map((row) => viewOf(row, row.hour * HOUR_MS))

/** Days (UTC) as sums of their hours; the 95 % of a day is the highest of its hours. */
export function daysOf(rows: readonly LaneHour[]): readonly LaneBucket[] {
  const days = new Map<number, LaneHour>()
  for (const row of rows) {
    const hour = Math.floor(row.hour / DAY_HOURS) * DAY_HOURS
    const day = days.get(hour)
    days.set(hour, { ...(day ? sumOf(day, row) : row), hour })
  }
  return hoursOf([...days.values()])
}

/** Two of one hour as one. */
export function sumOf(one: LaneHour, other: LaneHour): LaneHour {
  return {
    ...other,
    completed: one.completed + other.completed,
    failed: one.failed + other.failed,
    dead: one.dead + other.dead,
    discarded: one.discarded + other.discarded,
    sumMs: one.sumMs + other.sumMs,
    depthMax: Math.max(one.depthMax, other.depthMax),
    p95Ms: Math.max(one.p95Ms, other.p95Ms),
  }
}

function emptyBucket(at: number): Bucket {
  return { at, completed: 0, failed: 0, dead: 0, lost: 0, discarded: 0, depthMax: 0, sumMs: 0, slots: createSlots() }
}

type Difference = Pick<Bucket, 'completed' | 'failed' | 'dead' | 'lost' | 'discarded' | 'sumMs' | 'slots'>

/** What came since; all of it when the counters were cleared in between. */
function difference(now: TallyReading, last: TallyReading | undefined): Difference {
  const isCleared = last === undefined || now.completed < last.completed || now.failed < last.failed || discardedOf(now) < discardedOf(last)
  if (isCleared) return { ...now, discarded: discardedOf(now) }
  return {
    completed: now.completed - last.completed,
    failed: now.failed - last.failed,
    dead: now.dead - last.dead,
    lost: now.lost - last.lost,
    discarded: discardedOf(now) - discardedOf(last),
    sumMs: now.sumMs - last.sumMs,
    slots: now.slots.map((count, slot) => count - (last.slots[slot] ?? 0)),
  }
}

const discardedOf = ({ discarded }: TallyReading) => Object.values(discarded).reduce((sum, count) => sum + count, 0)

function addTo(bucket: Bucket, more: Difference, depth: number): void {
  bucket.completed += more.completed
  bucket.failed += more.failed
  bucket.dead += more.dead
  bucket.lost += more.lost
  bucket.discarded += more.discarded
  bucket.sumMs += more.sumMs
  bucket.depthMax = Math.max(bucket.depthMax, depth)
  for (const [slot, count] of more.slots.entries()) bucket.slots[slot] = (bucket.slots[slot] ?? 0) + count
}

const isEmpty = ({ completed, failed, dead, discarded, depthMax }: Bucket) => completed + failed + dead + discarded + depthMax === 0

function rowOf(plugin: string, bucket: Bucket): LaneHour {
  const { at, completed, failed, dead, discarded, depthMax, sumMs, slots } = bucket
  return { hour: Math.floor(at / HOUR_MS), plugin, completed, failed, dead, discarded, depthMax, sumMs, p95Ms: percentileOf(slots, 0.95) }
}

function viewOf({ completed, failed, dead, discarded, depthMax, sumMs, p95Ms }: LaneHour, at: number): LaneBucket {
  const averageMs = completed > 0 ? sumMs / completed : 0
  return { at: new Date(at).toISOString(), completed, failed, dead, discarded, averageMs, p95Ms, depthMax }
}
