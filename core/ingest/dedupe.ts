import { eventHash } from '../base/event-hash.ts'

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
  const inFlight = new Map<string, bigint>()
  let young = createFingerprints(atLeast)
  let old = createFingerprints(0)
  const remember = (fingerprint: bigint) => {
    if (young.size() === atLeast) {
      old = young
      young = createFingerprints(atLeast)
    }
    young.add(fingerprint)
  }
  return {
    claim(eventId) {
      if (inFlight.has(eventId)) return false
      const fingerprint = eventHash(eventId)
      if (young.has(fingerprint) || old.has(fingerprint)) return false
      inFlight.set(eventId, fingerprint)
      return true
    },
    isInFlight: (eventId) => inFlight.has(eventId),
    settle(eventId) {
      const fingerprint = inFlight.get(eventId)
      if (fingerprint === undefined) return
      inFlight.delete(eventId)
      remember(fingerprint)
    },
    release(eventId) {
      inFlight.delete(eventId)
    },
    remember,
  }
}

/** A set of 64-bit numbers in 8 bytes a slot, half of the slots free; open addressing, nothing is ever removed. */
function createFingerprints(capacity: number) {
  const slots = 2 ** Math.ceil(Math.log2(capacity + 1) + 1)
  const table = new Uint32Array(2 * slots)
  const halves = new DataView(new ArrayBuffer(8))
  let size = 0

  /** Where the number is, or where it would go. Zero marks a free slot, so the number 0 is kept as 1. */
  const find = (fingerprint: bigint) => {
    halves.setBigUint64(0, fingerprint)
    const high = halves.getUint32(0)
    const low = halves.getUint32(4) || 1
    let at = 2 * (low & (slots - 1))
    while (table[at] !== 0 && (table[at] !== low || table[at + 1] !== high)) at = (at + 2) % table.length
    return { at, high, low }
  }
  return {
    size: () => size,
    has: (fingerprint: bigint) => table[find(fingerprint).at] !== 0,
    add(fingerprint: bigint) {
      const { at, high, low } = find(fingerprint)
      if (table[at] === 0) size++
      table[at] = low
      table[at + 1] = high
    },
  }
}
