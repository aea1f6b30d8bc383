import { BANDS, bandOf } from './bands.ts'
import type { TraceRow } from './schedule.ts'

/** Notes what happens to the deliveries of one lane. A row is named by where it is; -1 is none. */
export type LaneTrace = {
  enter(seqNo: number, priority: number, since: number): number
  sent(row: number, seqNo: number, now: number): void
  completed(row: number, seqNo: number, now: number): void
  dead(row: number, seqNo: number, now: number): void
  /** `by`: the event that it made room for, or 0. */
  discarded(row: number, seqNo: number, now: number, reason: number, by: number): void
  /** The number that stands for a reason. */
  reason(name: string): number
}

/** The newest deliveries of all lanes, for who asks why. */
export type Trace = {
  lane(plugin: string): LaneTrace
  /** What is known of events from one number to another, the newest of each and each plugin. */
  of(from: number, to: number): readonly TraceRow[]
}

// In the order of the numbers below.
const STATES = ['waiting', 'sent', 'completed', 'discarded', 'dead'] as const
const WAITING = 0
const SENT = 1
const COMPLETED = 2
const DISCARDED = 3
const DEAD = 4
const ROWS_PER_BAND = 8192

// What a row is, in one number: state (3 bits), tries (5), priority (7), plugin (16).
const TRIES_SHIFT = 3
const TRIES_MAX = 31
const PRIORITY_SHIFT = 8
const PLUGIN_SHIFT = 15
const PLUGINS_MAX = 65_535
const REASONS_MAX = 255

/**
 * A ring for each band of priorities, so that no flood of likes pushes the gifts out: the newest delivery takes the place of the oldest. Nothing is
 * allocated for a delivery, and little is written: what a row does not have yet is known by its state.
 */
export function createTrace(rowsPerBand = ROWS_PER_BAND): Trace {
  const rows = rowsPerBand * BANDS.length
  const seqNos = new Float64Array(rows)
  const sinces = new Float64Array(rows)
  const sents = new Float64Array(rows)
  const ends = new Float64Array(rows)
  const bys = new Float64Array(rows)
  const kinds = new Uint32Array(rows)
  const reasons = new Uint8Array(rows)
  const nexts = new Uint32Array(BANDS.length)
  const pluginNames = createNames(PLUGINS_MAX)
  const reasonNames = createNames(REASONS_MAX)

  const pluginAt = (row: number) => (kinds[row] ?? 0) >>> PLUGIN_SHIFT
  const stateAt = (row: number) => (kinds[row] ?? 0) & 7
  const triesAt = (row: number) => ((kinds[row] ?? 0) >>> TRIES_SHIFT) & TRIES_MAX

  function rowAt(row: number): TraceRow {
    const state = stateAt(row)
    const tries = triesAt(row)
    return {
      plugin: pluginNames.nameOf(pluginAt(row)),
      seqNo: seqNos[row] ?? 0,
      priority: ((kinds[row] ?? 0) >>> PRIORITY_SHIFT) & 127,
      since: sinces[row] ?? 0,
      sentAt: tries > 0 ? (sents[row] ?? 0) : 0,
      endedAt: state > SENT ? (ends[row] ?? 0) : 0,
      state: STATES[state] ?? 'waiting',
      tries,
      reason: state === DISCARDED ? reasonNames.nameOf(reasons[row] ?? 0) : undefined,
      by: state === DISCARDED ? bys[row] || undefined : undefined,
    }
  }

  /** From the newest of each band back. */
  function* newestFirst(): Iterable<number> {
    for (const band of BANDS.keys()) {
      for (let back = 1; back <= rowsPerBand; back++) yield band * rowsPerBand + (((nexts[band] ?? 0) - back + rowsPerBand) % rowsPerBand)
    }
  }

  return {
    lane(name) {
      const plugin = pluginNames.numberOf(name)
      const isOwn = (row: number, seqNo: number) => row >= 0 && seqNos[row] === seqNo && pluginAt(row) === plugin

      function enter(seqNo: number, priority: number, since: number): number {
        if (seqNo === 0) return -1
        const band = bandOf(priority)
        const place = nexts[band] ?? 0
        nexts[band] = place + 1 === rowsPerBand ? 0 : place + 1
        const row = band * rowsPerBand + place
        seqNos[row] = seqNo
        sinces[row] = since
        kinds[row] = (plugin << PLUGIN_SHIFT) | (priority << PRIORITY_SHIFT) | WAITING
        return row
      }

      function end(row: number, state: number, now: number): void {
        kinds[row] = ((kinds[row] ?? 0) & ~7) | state
        ends[row] = now
      }

      return {
        enter,
        sent(row, seqNo, now) {
          if (!isOwn(row, seqNo)) return
          const more = triesAt(row) < TRIES_MAX ? 1 << TRIES_SHIFT : 0
          kinds[row] = (((kinds[row] ?? 0) & ~7) | SENT) + more
          sents[row] = now
        },
        completed(row, seqNo, now) {
          if (isOwn(row, seqNo)) end(row, COMPLETED, now)
        },
        dead(row, seqNo, now) {
          if (isOwn(row, seqNo)) end(row, DEAD, now)
        },
        discarded(row, seqNo, now, reason, by) {
          // What never waited, or whose row is another's by now, has a new one.
          const own = isOwn(row, seqNo) ? row : enter(seqNo, 0, now)
          if (own < 0) return
          end(own, DISCARDED, now)
          reasons[own] = reason
          bys[own] = by
        },
        reason: reasonNames.numberOf,
      }
    },
    of(from, to) {
      const found = new Map<string, number>()
      for (const row of newestFirst()) {
        const seqNo = seqNos[row] ?? 0
        if (seqNo < from || seqNo > to || seqNo === 0) continue
        const key = `${pluginAt(row)} ${seqNo}`
        const known = found.get(key)
        // A row without a priority stands for one that is known better.
        if (known === undefined || (sinces[known] ?? 0) < (sinces[row] ?? 0)) found.set(key, row)
      }
      return [...found.values()].map(rowAt)
    },
  }
}

/** Numbers for names, from 1 on; 0 for all that come when there are too many. */
function createNames(max: number) {
  const names = ['']
  const numbers = new Map<string, number>()
  return {
    nameOf: (number: number) => names[number] ?? '',
    numberOf(name: string): number {
      const known = numbers.get(name)
      if (known !== undefined) return known
      if (names.length > max) return 0
      numbers.set(name, names.length)
      names.push(name)
      return names.length - 1
    },
  }
}
