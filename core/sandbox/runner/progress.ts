import { CELL, CELL_INTS, CELL_RING } from '../protocol.ts'

/** What a worker was at, read from outside while it runs, hangs or after it died. */
export type Progress = {
  /** Another number whenever the thread got on. While a handler is on the stack, that is when it left it, whatever else still moves. */
  mark(): number
  /** A handler is on the stack now. */
  isInHandler(): boolean
  /** Deliveries to blame for a death: the one on the stack, or else every one that was under way. */
  suspects(): readonly number[]
  /** Deliveries that succeeded but were not reported. */
  finished(): readonly number[]
  /** Tells the worker that so many of its messages went on to the core. */
  passed(count: number): void
}

/** The memory for one worker's progress; CELL in the protocol says what is where. */
export function createCell(concurrency: number): SharedArrayBuffer {
  const slots = concurrency + 1
  const cell = new SharedArrayBuffer(CELL_INTS * 4 + (slots + CELL_RING) * 8)
  new Float64Array(cell, CELL_INTS * 4, slots).fill(-1)
  return cell
}

/** Reads a worker's cell. */
export function createProgress(cell: SharedArrayBuffer): Progress {
  const counters = new Int32Array(cell, 0, CELL_INTS)
  const numbers = new Float64Array(cell, CELL_INTS * 4)
  const slots = numbers.subarray(0, numbers.length - CELL_RING)
  const ring = numbers.subarray(numbers.length - CELL_RING)
  const read = (at: number) => Atomics.load(counters, at)

  return {
    mark() {
      const current = read(CELL.current)
      const running = current > 0 ? (slots[current - 1] ?? -1) : -1
      // Ids are not negative, beats neither until there were two billion.
      return running < 0 ? read(CELL.beat) : -1 - running
    },
    isInHandler: () => read(CELL.current) > 0,
    suspects() {
      const current = read(CELL.current)
      const running = current > 0 ? slots.subarray(current - 1, current) : slots
      return [...running].filter((id) => id >= 0)
    },
    finished() {
      const from = read(CELL.reported)
      const count = Math.min((read(CELL.finished) - from) | 0, CELL_RING)
      return Array.from({ length: Math.max(0, count) }, (_, n) => ring[((from + n) >>> 0) % CELL_RING] ?? -1)
    },
    passed: (count) => void Atomics.add(counters, CELL.passed, count),
  }
}
