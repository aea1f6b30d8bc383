/** Two counts over the last seconds. */
export type Window = {
  /** Makes the counts those of now. */
  turnTo(now: number): void
  addLeft(now: number, count: number): void
  addRight(now: number, count: number): void
  left(): number
  right(): number
  clear(): void
}

type Slot = { second: number; left: number; right: number }

/** Counts by the second; the one that has only begun comes on top of `seconds`. */
export function createWindow(seconds: number): Window {
  const slots: readonly Slot[] = Array.from({ length: seconds + 1 }, () => ({ second: -1, left: 0, right: 0 }))
  let left = 0
  let right = 0
  let current = slots[0]

  const slotAt = (now: number) => {
    const second = Math.floor(now / 1000)
    if (current === undefined || current.second !== second) {
      for (const slot of slots) if (slot.second <= second - slots.length) empty(slot)
      current = slots[((second % slots.length) + slots.length) % slots.length]
      if (current !== undefined && current.second !== second) {
        empty(current)
        current.second = second
      }
    }
    return current
  }
  const empty = (slot: Slot) => {
    left -= slot.left
    right -= slot.right
    slot.left = 0
    slot.right = 0
  }

  return {
    turnTo: (now) => void slotAt(now),
    addLeft(now, count) {
      const slot = slotAt(now)
      if (slot) slot.left += count
      left += count
    },
    addRight(now, count) {
      const slot = slotAt(now)
      if (slot) slot.right += count
      right += count
    },
    left: () => left,
    right: () => right,
    clear() {
      for (const slot of slots) empty(slot)
    },
  }
}
