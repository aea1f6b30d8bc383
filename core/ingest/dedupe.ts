import { type Halves, hashInto } from '../base/event-hash.ts'

/** Recognises eventIds that came before: at least the last million, in at most 32 MB. */
export type Dedupe = {
  /** True for a new id, which is then in flight; false for one that is in flight or durable. */
  claim(eventId: string): boolean
  /** The id was claimed, and whether its event is kept is not known yet. */
  isInFlight(eventId: string): boolean
  /** The event is durable: its id is known from now on. */
  settle(eventId: string): void
  /** The event was not kept: its id may come again. */
  release(eventId: string): void
  /** Knows the fingerprint of an id that became durable in an earlier run. */
  remember(fingerprint: bigint): void
}

/** Two generations of fingerprints: when the young one is full it becomes the old one, and the old one is forgotten. */
export function createDedupe({ atLeast = 1_000_000 } = {}): Dedupe {
  const inFlight = new Set<string>()
  const halves = { high: 0, low: 0 }
  let young = createFingerprints(atLeast)
  let old: ReturnType<typeof createFingerprints> | undefined

  function turn() {
    // The same two tables for ever: each new one would be a hole of 16 MB in memory where the last one was, and small things move into it.
    const emptied = old ?? createFingerprints(atLeast)
    emptied.clear()
    old = young
    young = emptied
  }

  const remember = (fingerprint: Readonly<Halves>) => {
    if (young.size() === atLeast) turn()
    young.add(fingerprint)
  }
  return {
    claim(eventId) {
      if (inFlight.has(eventId)) return false
      hashInto(eventId, halves)
      if (young.has(halves) || old?.has(halves)) return false
      inFlight.add(eventId)
      return true
    },
    isInFlight: (eventId) => inFlight.has(eventId),
    settle(eventId) {
      if (inFlight.delete(eventId)) remember(hashInto(eventId, halves))
    },
    release(eventId) {
      inFlight.delete(eventId)
    },
    remember: (fingerprint) => remember({ high: Number(fingerprint >> 32n), low: Number(fingerprint & 0xffff_ffffn) }),
  }
}

/** A set of 64-bit numbers in 8 bytes a slot, half of the slots free; open addressing, nothing is ever removed. */
function createFingerprints(capacity: number) {
  const slots = 2 ** Math.ceil(Math.log2(capacity + 1) + 1)
  const table = new Uint32Array(2 * slots)
  let size = 0

  // Zero marks a free slot, so the number 0 is kept as 1.
  const shown = (low: number) => low || 1
  /** Where the number is, or where it would go. */
  const find = ({ high, low }: Readonly<Halves>) => {
    let at = 2 * (shown(low) & (slots - 1))
    while (table[at] !== 0 && (table[at] !== shown(low) || table[at + 1] !== high)) at = (at + 2) % table.length
    return at
  }
  return {
    size: () => size,
    clear() {
      table.fill(0)
      size = 0
    },
    has: (fingerprint: Readonly<Halves>) => table[find(fingerprint)] !== 0,
    add(fingerprint: Readonly<Halves>) {
      const at = find(fingerprint)
      if (table[at] === 0) size++
      table[at] = shown(fingerprint.low)
      table[at + 1] = fingerprint.high
    },
  }
}
