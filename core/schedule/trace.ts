import type { TraceRow } from './schedule.ts'

/** Notes what happens to the deliveries of one lane. A row is named by where it is; -1 is none. */
export type LaneTrace = {
  enter(seqNo: number, priority: number, since: number): number
  sent(row: number, seqNo: number, now: number): void
  completed(row: number, seqNo: number, now: number): void
  dead(row: number, seqNo: number, now: number): void
  /** `by`: the event that it made room for, or 0. */
  discarded(row: number, seqNo: number, now: number, reason: string, by: number): void
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
const ROWS = 20_000
const NAMES_MAX = 65_535

/** A ring: the newest delivery takes the place of the oldest. Nothing is allocated for a delivery. */
export function createTrace(rows = ROWS): Trace {
  const seqNos = new Float64Array(rows)
  const sinces = new Float64Array(rows)
  const sents = new Float64Array(rows)
  const ends = new Float64Array(rows)
  const bys = new Float64Array(rows)
  const plugins = new Uint16Array(rows)
  const states = new Uint8Array(rows)
  const tries = new Uint8Array(rows)
  const reasons = new Uint8Array(rows)
  const priorities = new Uint8Array(rows)
  const pluginNames = createNames(NAMES_MAX)
  const reasonNames = createNames(255)
  let next = 0

  function rowAt(row: number): TraceRow {
    const state = STATES[states[row] ?? 0] ?? 'waiting'
    return {
      plugin: pluginNames.nameOf(plugins[row] ?? 0),
      seqNo: seqNos[row] ?? 0,
      priority: priorities[row] ?? 0,
      since: sinces[row] ?? 0,
      sentAt: sents[row] ?? 0,
      endedAt: ends[row] ?? 0,
      state,
      tries: tries[row] ?? 0,
      reason: state === 'discarded' ? reasonNames.nameOf(reasons[row] ?? 0) : undefined,
      by: bys[row] || undefined,
    }
  }

  return {
    lane(name) {
      const plugin = pluginNames.numberOf(name)
      const isOwn = (row: number, seqNo: number) => row >= 0 && seqNos[row] === seqNo && plugins[row] === plugin

      function enter(seqNo: number, priority: number, since: number): number {
        if (seqNo === 0) return -1
        const row = next
        next = row + 1 === rows ? 0 : row + 1
        seqNos[row] = seqNo
        sinces[row] = since
        sents[row] = 0
        ends[row] = 0
        bys[row] = 0
        plugins[row] = plugin
        states[row] = WAITING
        tries[row] = 0
        reasons[row] = 0
        priorities[row] = priority
        return row
      }

      function end(row: number, state: number, now: number): void {
        states[row] = state
        ends[row] = now
      }

      return {
        enter,
        sent(row, seqNo, now) {
          if (!isOwn(row, seqNo)) return
          states[row] = SENT
          sents[row] = now
          tries[row] = Math.min(255, (tries[row] ?? 0) + 1)
        },
        completed(row, seqNo, now) {
          if (isOwn(row, seqNo)) end(row, COMPLETED, now)
        },
        dead(row, seqNo, now) {
          if (isOwn(row, seqNo)) end(row, DEAD, now)
        },
        discarded(row, seqNo, now, reason, by) {
          // What never waited, or was overtaken by the ring, has a new row.
          const own = isOwn(row, seqNo) ? row : enter(seqNo, 0, 0)
          if (own < 0) return
          end(own, DISCARDED, now)
          reasons[own] = reasonNames.numberOf(reason)
          bys[own] = by
        },
      }
    },
    of(from, to) {
      const found = new Map<string, number>()
      for (let back = 1; back <= rows; back++) {
        const row = (next - back + rows) % rows
        const seqNo = seqNos[row] ?? 0
        if (seqNo < from || seqNo > to || seqNo === 0) continue
        const key = `${plugins[row]} ${seqNo}`
        if (!found.has(key)) found.set(key, row)
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
