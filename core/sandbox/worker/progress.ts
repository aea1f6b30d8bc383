import { CELL, CELL_INTS, CELL_RING } from '../protocol.ts'

export type Progress = {
  /** Notes that a delivery's handler is being called; answers the slot to end it with. */
  enter(deliveryId: number): number
  /** The handler is off the stack, done or waiting. */
  leave(): void
  /** The delivery is over. */
  end(slot: number, deliveryId: number, finished: boolean): void
  /** Whatever finished was handed to the runner. */
  reported(): void
  beat(): void
  /** How many messages the runner passed on, as an int32 that wraps. */
  passed(): number
}

/** Writes down what the thread is at where its runner can read it after the thread is gone. */
export function createProgress(cell: SharedArrayBuffer): Progress {
  const counters = new Int32Array(cell, 0, CELL_INTS)
  const numbers = new Float64Array(cell, CELL_INTS * 4)
  const slots = numbers.subarray(0, numbers.length - CELL_RING)
  const ring = numbers.subarray(numbers.length - CELL_RING)
  const free = Array.from(slots, (_, slot) => slot)
  let finished = 0

  const beat = () => void Atomics.add(counters, CELL.beat, 1)

  return {
    enter(deliveryId) {
      const slot = free.pop()
      if (slot === undefined) throw new RangeError('More deliveries run than may')
      slots[slot] = deliveryId
      Atomics.store(counters, CELL.current, slot + 1)
      beat()
      return slot
    },
    leave() {
      Atomics.store(counters, CELL.current, 0)
      beat()
    },
    end(slot, deliveryId, isFinished) {
      slots[slot] = -1
      free.push(slot)
      if (!isFinished) return
      ring[finished % CELL_RING] = deliveryId
      finished = (finished + 1) >>> 0
      Atomics.store(counters, CELL.finished, finished | 0)
    },
    reported: () => void Atomics.store(counters, CELL.reported, finished | 0),
    beat,
    passed: () => Atomics.load(counters, CELL.passed),
  }
}
